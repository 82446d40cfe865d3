// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What is drawn in the last line of a terminal. */
final class StatusLineTest {

    private final StringWriter terminal = new StringWriter();
    private final StatusLine line = new StatusLine(new PrintWriter(terminal), 20, false);

    /** Returns the rows of a terminal that was sent a text, the last one where the cursor is. */
    private static String[] rows(String text) {
        String[] rows = text.replace("\r\n", "\n").split("\n", -1);
        for (int i = 0; i < rows.length; i++) {
            StringBuilder row = new StringBuilder();
            for (String part : rows[i].split("\r", -1)) {
                row.replace(0, Math.min(part.length(), row.length()), part);
            }
            rows[i] = row.toString();
        }
        return rows;
    }

    @Test
    void itNeverFillsTheWidth() {
        line.show("x".repeat(50));
        assertThat(rows(terminal.toString())).containsExactly("x".repeat(19));
    }

    @Test
    void aShorterTextCoversALongerOne() {
        line.show("step 1000");
        line.show("step 1");
        assertThat(rows(terminal.toString())[0].stripTrailing()).isEqualTo("step 1");
    }

    @Test
    void linesAreAboveIt() {
        line.show("33 %");
        line.printAbove("a run failed");
        line.show("34 %");
        assertThat(rows(terminal.toString())).containsExactly("a run failed", "34 %");
        line.erase();
        assertThat(rows(terminal.toString())[1]).isBlank();
    }

    @Test
    void codesKeepATerminalFromWrappingThatBecameNarrower() {
        new StatusLine(new PrintWriter(terminal), 20, true).show("33 %");
        assertThat(terminal.toString()).isEqualTo("\u001B[?7l\r33 %\u001B[?7h");
    }

    @Test
    void aBarFitsIntoItsWidth() {
        assertThat(RunLines.bar("vae", 33, 100, "33/100 steps", 60))
                .isEqualTo("vae  33 % [" + "=".repeat(11) + " ".repeat(24) + "] 33/100 steps")
                .hasSize(60);
        assertThat(RunLines.bar("vae", 0, 0, "", 10)).isEqualTo("vae   0 % [          ] ");
        assertThat(RunLines.bar("vae", 101, 100, "", 20)).contains("100 %");
    }
}
