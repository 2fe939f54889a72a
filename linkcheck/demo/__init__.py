"""A sample blog and a small internet for it, so that anyone can watch the whole job without touching the web.

Everything listens on 127.0.0.1 and speaks plain HTTP; the names end in `.demo`, a top-level domain that does not exist,
and only the resolver in here knows them.
"""

from linkcheck.demo.blog_files import BLOG_URL, copy_blog
from linkcheck.demo.hosts import HOSTS, DemoHost
from linkcheck.demo.internet import Internet, open_internet

__all__ = ["BLOG_URL", "HOSTS", "DemoHost", "Internet", "copy_blog", "open_internet"]
