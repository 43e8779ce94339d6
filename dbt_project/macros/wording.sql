{#- A sentence of the catalogue with its placeholders filled from a row of int_finding's `worded`. -#}
{% macro filled(sentence) -%}
    replace(
        replace(
            replace(
                replace(
                    replace({{ sentence }}, '{name}', coalesce(worded.project_name, '')),
                    '{value}', coalesce(worded.value, '')
                ),
                '{expected}', coalesce(worded.expected, '')
            ),
            '{heading}', coalesce(worded.heading, worded.field, '')
        ),
        '{month}', {{ month_code('worded.report_month') }}
    )
{%- endmacro %}
