"""What `[policies]` refuses, in words that say what to do."""

import pytest

from cx_assistant.errors import ConfigError
from cx_assistant.settings.loading import load_settings


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cancel = {}", "say until when"),
        ('cancel = { until = "delivery" }', "'dispatch'"),
        ("cancel = { within_minutes = -1 }", "within_minutes"),
        ("delivery_days = { min = 5, max = 2 }", "swap them"),
        ("warranty_months = { months = 0 }", "warranty_months.months"),
        ("warranty_months = { years = 2 }", "years"),
        ("loyalty = { points_per_unit = 0 }", "points_per_unit"),
        ("return_fee = { amount = -1 }", "return_fee.amount"),
        ('return_fee = { amount = 1, currency = "euro" }', "currency"),
        ("return_window_days = { days = 99999 }", "return_window_days.days"),
        ('no_return_tags = [" "]', "a tag is empty"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(tmp_path, line, said):
    config = tmp_path / "cx.toml"
    config.write_text(f"[policies]\n{line}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load_settings(config, environment={})

    assert said in str(caught.value)


def test_the_articles_that_rules_name_are_listed_once(tmp_path):
    config = tmp_path / "cx.toml"
    config.write_text(
        '[policies]\nreturn_window_days = { days = 30, article = "r.md" }\n'
        'sale_return_window_days = { days = 14, article = "r.md" }\n'
        'cancel = { until = "dispatch", article = "c.md" }\nno_return_tags = ["custom"]\n',
        encoding="utf-8",
    )

    assert load_settings(config, environment={}).policies.articles == ("r.md", "c.md")
