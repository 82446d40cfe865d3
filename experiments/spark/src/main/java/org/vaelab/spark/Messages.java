// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of URL-encoded words, which processes of VaeLab exchange. The first word is the verb. */
final class Messages {

    /** What the driver tells {@code compare}. Nothing else prints there. */
    private static final PrintStream OUT =
            new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private Messages() {}

    static List<String> words(String line) {
        return Stream.of(line.split(" ", -1))
                .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                .toList();
    }

    static String line(String... words) {
        return Stream.of(words)
                .map(word -> URLEncoder.encode(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" ", "", "\n"));
    }

    /** What libraries print goes to the standard error from now on. */
    static void claimOutput() {
        System.setOut(System.err);
    }

    static synchronized void tell(String... words) {
        OUT.print(line(words));
        OUT.flush();
    }
}
