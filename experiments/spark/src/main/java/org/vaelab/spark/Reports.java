// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the driver tells {@code compare}: lines on standard output, which nothing else uses. */
final class Reports {

    static final Reports OF_PROCESS = new Reports(System.out);

    private final PrintStream out;

    private Reports(PrintStream out) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
    }

    synchronized void tell(Line line) {
        out.print(line.text() + "\n");
        out.flush();
    }
}
