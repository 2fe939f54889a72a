"""SECURITY.md promises nothing that no test shows: each sentence of its list, and the tests that hold it."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.support.paths import ROOT

FILE = ROOT / ".github" / "SECURITY.md"
GUARD, REDIRECTS = "web/network/test_guard.py", "web/network/test_hostile_redirects.py"
INWARD, ORIGINS, CHECK = "cli/test_inward.py", "config/test_origins.py", "web/test_check.py"
SETTINGS, HOSTILE, FILES = "action/test_settings.py", "action/test_hostile.py", "sources/test_files.py"
SERVERS, REPAIR, PLAN = "web/network/test_hostile.py", "repair/test_repair.py", "repair/test_plan.py"
OUTPUTS, WRITING, READING = "strangers/test_outputs.py", "strangers/test_writing.py", "strangers/test_reading.py"
ODD_FILES, STREAMS, FAULTS = "containment/test_odd_files.py", "containment/test_streams.py", "repair/test_faults.py"
BEHAVIOURS, DESCRIPTORS = "internet/test_behaviours.py", "web/network/test_descriptors.py"
UNASKED = "verdict/test_outcome.py"

TESTS: dict[str, dict[str, tuple[str, ...]]] = {
    "The settings of a repository in a list": {
        "run/elsewhere/test_elsewhere.py": ("test_settings_of_a_repository_choose_nothing_else",)
    },
    "A list of repositories": {"run/elsewhere/test_elsewhere.py": ("test_lines_that_no_list_may_have",)},
    "No name in a bucket": {"sources/test_remote.py": ("test_names_that_lead_out",)},
    "No request goes to this machine": {
        GUARD: (
            *("test_private_addresses_are_refused", "test_a_private_address_is_never_connected_to"),
            *("test_odd_spellings_of_an_address_are_seen_through", "test_ipv6_cannot_disguise_an_ipv4_address"),
        ),
        REDIRECTS: ("test_a_redirect_into_a_private_network_is_refused_before_it_is_made",),
    },
    "Addresses are judged again": {REDIRECTS: ("test_a_name_that_is_bound_anew_between_question_and_connection",)},
    "`allow_networks` of the settings": {
        INWARD: ("test_an_archive_is_asked_where_links_are",),
        GUARD: ("test_what_the_user_allows_is_allowed_in_every_form",),
    },
    "The addresses where clouds": {
        GUARD: ("test_metadata_is_opened_by_the_command_line_alone",),
        INWARD: ("test_no_settings_file_opens_metadata",),
    },
    "The address that a server's certificate": {
        "web/network/test_aia.py": (
            *("test_a_private_address_is_not_asked", "test_an_issuer_is_asked_once_a_run"),
            "test_nothing_comes_of_an_issuer_that_is_not_there",
        )
    },
    "A proxy of yours": {GUARD: ("test_a_proxy_is_the_users_and_nobody_elses",)},
    "What a server sends as a redirect": {
        REDIRECTS: ("test_a_location_cannot_write_a_header", "test_redirects_without_end_come_to_one")
    },
    "The password in a link": {CHECK: ("test_credentials_stay_with_their_host",)},
    "The headers of `[hosts": {
        ORIGINS: ("test_headers_go_where_the_name_says",),
        INWARD: ("test_headers_of_a_host_go_where_its_name_says",),
    },
    "A server that could not prove": {"web/network/test_fetch.py": ("test_who_proved_nothing_learns_no_secret",)},
    "A cookie that is `Secure`": {CHECK: ("test_a_secure_cookie_is_of_https_alone",)},
    "A general header": {
        ORIGINS: ("test_a_secret_for_every_host_is_told_of",),
        INWARD: ("test_a_secret_for_everybody_is_told_of",),
    },
    "Passwords and keys in addresses": {
        "report/test_text.py": ("test_secrets_are_redacted_everywhere",),
        "report/html/test_hostile.py": ("test_secrets_stay_out_of_the_page",),
        "cli/test_cli.py": ("test_no_archive_is_told_a_secret",),
    },
    "The token of GitHub": {
        "github/test_branch.py": (
            *("test_the_token_goes_by_the_environment_in_one_header", "test_the_token_goes_to_no_other_host"),
        ),
        "github/test_api.py": ("test_no_line_holds_the_token",),
    },
    "The token of GitLab": {"gitlab/test_note.py": ("test_a_failure_is_one_line_and_fails_no_job",)},
    "The addresses of `linkcheck notify`": {
        "notify/test_notify.py": (
            *("test_a_service_that_fails_is_a_warning_and_the_next_is_told", "test_a_wrong_password_is_not_repeated"),
            "test_an_address_of_no_service_is_the_users_to_mend",
        )
    },
    "The reports and the history": {
        OUTPUTS: (
            *("test_an_output_outside_of_the_settings_folder", "test_a_history_outside_of_the_settings_folder"),
            "test_an_output_is_of_the_working_directory_and_stays_beside_its_settings",
        )
    },
    "There they replace": {
        OUTPUTS: (
            *("test_a_file_that_is_no_report_is_not_replaced", "test_a_file_that_quotes_a_report_is_none"),
            *("test_a_file_that_is_no_history_is_not_replaced", "test_a_pipe_in_the_place_of_a_report"),
            "test_reports_are_replaced_every_night",
        )
    },
    "A report that a settings file": {OUTPUTS: ("test_an_output_that_has_no_suffix_of_reports",)},
    "A settings file that leads": {
        READING: (
            "test_settings_that_lead_outside",
            "test_settings_that_are_no_file",
            "test_files_that_are_links_inside",
        )
    },
    "A regular expression": {
        READING: (
            *("test_expressions_take_linear_time", "test_patterns_of_files_take_linear_time"),
            "test_patterns_are_bounded_in_number",
            *("test_an_expression_that_is_not_known", "test_expressions_as_python_reads_them"),
        )
    },
    "TOML, YAML and JSON": {
        READING: ("test_tables_built_to_exhaust",),
        ODD_FILES: ("test_a_configuration_out_of_bounds_is_one_that_cannot_be_read",),
    },
    "A site's configuration": {
        ODD_FILES: (
            *("test_a_configuration_that_cannot_be_read_costs_what_depends_on_it", "test_what_jekyll_takes_is_taken"),
        ),
        READING: ("test_a_configuration_that_is_no_file", "test_folders_of_a_site_that_lead_outside"),
    },
    "A `.linkcheck/` that git tracks": {
        WRITING: ("test_a_state_folder_that_is_not_ours", "test_a_journal_that_does_something_is_set_aside")
    },
    "A line of the history": {
        ODD_FILES: ("test_odd_rows_of_the_history_cost_themselves",),
        OUTPUTS: ("test_a_history_with_a_conflict_of_git_is_read",),
    },
    "What is kept of documents": {
        "sources/test_extraction_cache.py": (
            *("test_a_later_run_reads_what_changed", "test_a_damaged_cache_is_none"),
            "test_bytes_of_somebody_else_are_nothing",
        ),
        WRITING: ("test_no_edit_rests_on_a_planted_cache", "test_a_cache_that_git_tracks_is_not_used"),
    },
    "What is written for a dead link": {
        WRITING: (
            *("test_a_planted_copy_is_no_copy", "test_only_the_digits_of_a_planted_copy_are_taken"),
            *("test_a_planted_list_of_captures", "test_what_is_kept_is_written_and_put_back"),
        )
    },
    "A death that only a file": {WRITING: ("test_a_death_that_only_a_file_tells",)},
    "An odd answer of an archive": {"containment/test_odd_answers.py": ("test_an_odd_answer_costs_one_look_up",)},
    "A host that never answers": {
        "containment/test_silent_hosts.py": ("test_a_silent_host_is_left_and_starves_no_other",),
        "run/test_silent_hosts.py": ("test_what_was_not_asked_is_told_and_asked_next_time",),
    },
    "A pipe, a device": {READING: ("test_pipes_and_endless_files", "test_the_bounds_of_what_is_read")},
    "A file that leads out": {
        WRITING: (
            *(
                "test_a_link_that_leads_outside_is_neither_read_nor_written",
                "test_a_link_to_what_is_no_post_is_not_written",
            ),
            "test_a_link_inside_is_edited_under_its_real_name",
        )
    },
    "A day at the end": {
        ODD_FILES: (
            *("test_a_day_at_the_end_of_the_calendar_ends_no_run", "test_a_name_that_no_file_can_have_is_missing"),
            "test_odd_values_of_front_matter_cost_that_front_matter",
        )
    },
    "`linkcheck undo` writes": {
        WRITING: (
            *("test_undo_writes_what_a_journal_names_only_below_the_root", "test_undo_and_a_journal_of_nonsense"),
            "test_undo_and_a_journal_that_fits",
        ),
        "repair/test_prune.py": ("test_undo_puts_nothing_else_into_a_page",),
    },
    "A place in a page": {
        "report/test_leads.py": (
            *("test_a_strangers_report_leads_nowhere", "test_no_path_leaves_its_address"),
            "test_no_editor_is_beside_the_files_of_a_ci_system",
        ),
        "config/test_config.py": ("test_an_editor_is_one_of_a_list",),
    },
    "Whichever system call": {
        FAULTS: (
            *("test_no_call_that_fails_costs_a_post", "test_a_journal_that_cannot_be_read_is_not_taken_for_damaged"),
            "test_an_undo_that_was_killed_leaves_nothing_behind_when_it_is_finished",
        )
    },
    "No words about a full disk": {FAULTS: ("test_a_full_disk_never_advises_to_remove_the_history",)},
    "Few file descriptors": {
        "containment/test_descriptors.py": ("test_few_descriptors_cost_no_link",),
        BEHAVIOURS: ("test_a_faulty_machine_blames_nobody",),
        DESCRIPTORS: ("test_requests_fit_into_what_is_free",),
    },
    "What the machine has no descriptor": {
        DESCRIPTORS: ("test_two_minutes_and_no_longer", "test_a_request_without_a_descriptor_is_made_when_there_is_one")
    },
    "Where a tenth": {
        BEHAVIOURS: ("test_a_faulty_machine_blames_nobody",),
        UNASKED: (
            "test_a_tenth_that_was_not_asked_is_no_good_end",
            "test_what_the_user_left_out_is_no_fault_of_the_machine",
        ),
    },
    "A network that is at fault": {
        "internet/test_networks.py": (
            *("test_a_network_at_fault_blames_nobody", "test_explain_says_what_the_resolver_knows"),
            "test_a_portal_that_begins_in_the_middle_of_a_run_blames_nobody",
        ),
    },
    "SIGTERM and SIGHUP": {
        "containment/test_signals.py": (
            *("test_a_run_that_is_told_to_go_says_what_it_knows", "test_a_command_that_is_told_to_go_goes"),
            "test_nohup_stays_in_force",
        )
    },
    "Each output is tried": {
        STREAMS: (
            *("test_outputs_are_tried_before_the_work", "test_an_output_that_fails_costs_no_other"),
            "test_an_output_may_make_its_folders",
        )
    },
    "A standard output": {
        STREAMS: (
            *("test_what_cannot_be_printed_is_one_line_and_exit_code_2", "test_a_reader_that_has_gone_is_told_so"),
            "test_other_streams_cost_nothing",
        )
    },
    "Of a dataset only files": {
        "strangers/test_datasets.py": (
            *("test_files_that_lead_out_are_not_read", "test_duckdb_opens_no_other_file"),
            *(
                "test_no_value_becomes_sql",
                "test_a_file_that_is_no_parquet_is_told",
                "test_columns_of_another_kind_are_told",
            ),
        )
    },
    "`--dataset` writes": {
        "dataset/test_write.py": ("test_no_other_folder_is_written_into",),
        "cli/test_dataset.py": ("test_no_settings_file_names_a_dataset",),
    },
    "An answer without end": {
        SERVERS: (
            *("test_a_page_without_end_is_a_page", "test_a_bomb_is_not_unpacked", "test_a_head_without_end"),
            "test_heads_are_kept_in_part",
        )
    },
    "An answer that is no HTTP": {
        SERVERS: (
            *("test_garbage_for_every_path", "test_a_type_that_lies_kills_no_link", "test_nul_in_every_place"),
            "test_an_encoding_that_lies_kills_no_link",
        )
    },
    "Any bytes are read": {
        "sources/documents/test_markdown_hostile.py": (
            *("test_any_bytes_are_read", "test_hostile_input_is_read", "test_a_panic_of_the_parser_is_a_problem"),
        ),
        "sources/documents/test_frontmatter.py": ("test_hostile_text_by_the_thousand_ends",),
    },
    "git is asked": {"sources/test_git.py": ("test_a_hostile_repository_runs_nothing",)},
    "No folder or file": {FILES: ("test_loop_of_links", "test_too_large")},
    "`linkcheck prune` takes": {
        "repair/test_prune.py": ("test_it_goes", "test_it_is_doubted", "test_other_links_are_what_they_were"),
    },
    "`linkcheck replace` leads": {"links/test_replacing.py": ("test_it_refuses",)},
    "`--commit` commits": {
        "cli/test_commit.py": (
            *("test_each_post_is_a_commit_that_says_what_and_why", "test_a_post_with_changes_of_its_own"),
            *("test_something_is_staged", "test_posts_that_git_does_not_have"),
            "test_what_a_repository_names_is_not_run",
        )
    },
    "`linkcheck review` writes": {
        "cli/test_review.py": ("test_each_answer_does_its_work", "test_a_report_is_a_source_too"),
        "run/test_ignoring.py": ("test_only_the_end_grows", "test_a_link_is_not_followed"),
    },
    "The keys of `linkcheck save`": {
        "cli/test_save.py": (
            *("test_it_is_sent_once", "test_wrong_keys", "test_keys_go_by_https"),
            "test_the_settings_cannot_say_where_keys_go",
        ),
    },
    "`linkcheck save` sends nothing": {
        "cli/test_save.py": ("test_nothing_is_sent_unless_asked", "test_private_networks"),
        "links/test_sending.py": ("test_it_stays_private",),
    },
    "Only the bytes of a destination": {PLAN: ("test_the_proof",), REPAIR: ("test_fix_and_undo",)},
    "`linkcheck keep` writes": {
        "cli/test_keep.py": ("test_the_folder_is_inside", "test_a_link_in_the_folder_leads_nowhere"),
        "history/test_copies.py": ("test_a_document_is_bounded_and_inert", "test_places_differ"),
    },
    "`--fix=kept` leads": {
        "run/test_kept_copies.py": (
            *("test_a_page_that_is_not_the_copy_is_not_linked", "test_what_is_no_copy_of_the_link_is_not_named"),
            "test_a_report_cannot_say_where_a_copy_is",
        )
    },
    "A file that changed": {
        REPAIR: ("test_a_file_that_changed_is_left_alone",),
        FILES: ("test_write_not_over_a_change", "test_write_fails_whole"),
    },
    "Every edit is in the journal": {
        REPAIR: (
            *("test_the_journal_holds_the_run_before_the_first_file_changes", "test_undo_is_the_inverse_of_fix"),
            *("test_a_run_that_was_killed", "test_a_process_that_dies"),
        )
    },
    "No text of a post": {
        "report/html/test_hostile.py": ("test_no_text_becomes_markup", "test_a_hostile_report_does_nothing"),
        "report/test_markdown.py": ("test_hostile_text_breaks_no_table", "test_prose_and_code_are_inert"),
        "github/test_bodies.py": ("test_nothing_hostile_acts", "test_a_commits_message_is_inert"),
        "github/test_pull.py": ("test_hostile_paths_notify_nobody",),
    },
    "Nothing that is printed": {
        "report/test_text.py": ("test_nothing_hostile_reaches_a_terminal",),
        OUTPUTS: ("test_a_name_steers_no_terminal",),
        WRITING: ("test_undo_prints_no_command",),
        "cli/test_terminal.py": ("test_a_terminal_gets_warnings_above_the_bar",),
        "action/test_log.py": ("test_no_words_of_a_post_are_commands",),
    },
    "The settings in force": {
        SETTINGS: (
            *("test_the_base_decides", "test_a_file_that_the_workflow_names_is_the_bases_too"),
            *("test_the_ignore_file_is_the_bases", "test_the_history_is_the_bases"),
        ),
        HOSTILE: ("test_a_hostile_pull_request_does_nothing_and_is_judged",),
        INWARD: ("test_an_isolated_run_reads_what_it_is_told_to",),
    },
    "No module, hook": {
        HOSTILE: ("test_a_hostile_pull_request_does_nothing_and_is_judged", "test_the_attack_is_one"),
    },
    "No report is written through": {
        SETTINGS: (
            *("test_what_leads_elsewhere_is_refused", "test_the_history_of_the_branch_is_laid_beside_the_settings"),
        ),
        HOSTILE: ("test_links_of_a_pull_request_lead_no_history_away",),
    },
    "Where an event has": {SETTINGS: ("test_a_strangers_commit_meets_no_secrets",)},
    "The base is the one": {"action/test_base.py": ("test_a_merge_of_the_authors_own_is_no_base",)},
    "What the Action installs": {
        "action/test_requirements.py": (
            *("test_all_that_is_needed_is_pinned_as_it_is_needed", "test_every_line_is_a_pin"),
            "test_it_can_be_installed_and_a_changed_file_cannot",
        )
    },
    "What the Action takes from a cache": {
        "action/test_root.py": ("test_wheels_come_from_the_cache_and_are_held_against_their_hashes",)
    },
    "At GitLab, too": {
        "gitlab/test_template.py": (
            *(
                "test_a_merge_request_is_judged_by_the_settings_of_its_base",
                "test_settings_in_pyproject_are_those_of_the_base",
            ),
        )
    },
    "The actions that it uses": {
        "action/test_files.py": ("test_foreign_actions_are_pinned_by_hash", "test_no_expression_stands_in_a_script")
    },
}
"""The beginning of a sentence → file of `tests/` → the tests that hold it."""


def sentences() -> list[str]:
    """Return what is promised, sentence by sentence."""
    part = FILE.read_text("utf-8").partition("\n## What is promised\n")[2].partition("\n## ")[0]
    return re.findall(r"^- (.+)$", part, re.MULTILINE)


@cache
def functions(file: str) -> frozenset[str]:
    """Return the tests of a file."""
    tree = ast.parse((ROOT / "tests" / file).read_bytes())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_each_sentence_has_its_tests() -> None:
    """And no other: a promise that is taken back takes its line here along."""
    assert len(sentences()) > 50
    for sentence in sentences():
        assert [begun for begun in TESTS if sentence.startswith(begun)] != [], sentence
    for begun in TESTS:
        assert len([sentence for sentence in sentences() if sentence.startswith(begun)]) == 1, begun


def test_a_line_is_a_sentence() -> None:
    """One claim a line, so that each is held by itself."""
    assert [line for line in sentences() if line.count(". ") or not line.endswith(".")] == []


@pytest.mark.parametrize("begun", TESTS)
def test_the_tests_are_there(begun: str) -> None:
    """A test that is renamed or removed is missed here."""
    missing = [f"{file}::{name}" for file, names in TESTS[begun].items() for name in set(names) - functions(file)]
    assert missing == []
    assert any(TESTS[begun].values())
