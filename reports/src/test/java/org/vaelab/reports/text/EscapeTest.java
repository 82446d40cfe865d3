// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are code in a format. */
final class EscapeTest {

    @Test
    void aTermHasItsSourceInLatexAlone() {
        String text = "the bound " + Escape.term("log p(x)", "$\\log p(x)$") + " & more";
        assertThat(Escape.latex(text)).isEqualTo("the bound $\\log p(x)$ \\& more");
        assertThat(Escape.plain(text)).isEqualTo("the bound log p(x) & more");
        assertThat(Escape.html(text)).isEqualTo("the bound log p(x) &amp; more");
        assertThat(Escape.markdown(text)).isEqualTo("the bound log p(x) &amp; more");
    }

    /** Each noncharacter, and the order of them in which an earlier version marked terms. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFDD0a\uFDD1\\input{f}\uFDD2",
                "\uFDD1\\input{f}\uFDD2",
                "\uFDD0\uFDD0a\uFDD1\uFDD1\\input{f}\uFDD2\uFDD2"
            })
    void noNameIsATerm(String name) {
        String termed = name + Escape.term(name, "$x$" + Escape.latex(name)) + name;
        assertThat(Escape.latex(name)).contains("{[}U+FDD1{]}\\textbackslash{}input\\{f\\}");
        assertThat(Escape.latex(termed)).contains("$x$").doesNotContain("\\input");
        assertThat(Escape.plain(termed)).isEqualTo(name + name + name);
        assertThat(Escape.html(termed) + Escape.markdown(termed))
                .contains("input")
                .doesNotContain("\uFDD0", "\uFDD1", "\uFDD2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0008", "\u001B", "\u007F", "\uD800", "\uFFFE", "\uFDD5"})
    void whatNoPageMayHaveIsReplaced(String name) {
        assertThat(Escape.html("a" + name + "b")).isEqualTo("a\uFFFDb");
        assertThat(Escape.markdown("a" + name + "b")).isEqualTo("a\uFFFDb");
        assertThat(Escape.latex("a" + name + "b")).matches("a( |\\{\\[}U\\+[0-9A-F]{4}\\{]})b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    <img src=x onerror=alert(2)> ~ &lt;img src=x onerror=alert(2)&gt; ~ &lt;img src=x onerror=alert(2)>
                    " onload="alert(3) ~ &quot; onload=&quot;alert(3) ~ " onload="alert(3)
                    [x](javascript:alert(4)) ~ [x](javascript:alert(4)) ~ \\[x\\](javascript:alert(4))
                    a&lt;b ~ a&amp;lt;b ~ a&amp;lt;b
                    a | b ~ a | b ~ a \\| b
                    """)
    void namesAreNoCodeOfPages(String name, String html, String markdown) {
        assertThat(Escape.html(name)).isEqualTo(html);
        assertThat(Escape.markdown(name)).isEqualTo(markdown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    \\write18{id} ~ \\textbackslash{}write18\\{id\\}
                    $\\href{javascript:alert(4)}{x}$ ~ \\$\\textbackslash{}href\\{javascript:alert(4)\\}\\{x\\}\\$
                    ^^5cinput ~ \\textasciicircum{}\\textasciicircum{}5cinput
                    50 % of ~ 50 \\% of
                    """)
    void namesAreNoCommandsOfLatex(String name, String latex) {
        assertThat(Escape.latex(name)).isEqualTo(latex);
    }
}
