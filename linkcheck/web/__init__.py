"""Evidence: the answers of the web and of archives, politely asked for. Only here are sockets."""
