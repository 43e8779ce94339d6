{#- A sentence of the catalogue with its placeholders filled from the row in scope (column names as in int_finding.worded). -#}
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
        '{month}', strftime(worded.report_month, '%Y-%m')
    )
{%- endmacro %}
