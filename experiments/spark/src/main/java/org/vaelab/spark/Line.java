// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.Serializable;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A message between processes: a verb and fields in one line of text. The fields are URL-encoded
 * and separated by spaces.
 */
record Line(String verb, List<String> fields) implements Serializable {

    Line {
        fields = List.copyOf(fields);
    }

    static Line of(String verb, String... fields) {
        return new Line(verb, List.of(fields));
    }

    static Line parse(String text) {
        String[] words = text.split(" ", -1);
        return new Line(
                words[0],
                Arrays.stream(words)
                        .skip(1)
                        .map(word -> URLDecoder.decode(word, StandardCharsets.UTF_8))
                        .toList());
    }

    String field(int index) {
        return fields.get(index);
    }

    /** Returns the message without a line feed. */
    String text() {
        return Stream.concat(
                        Stream.of(verb),
                        fields.stream().map(f -> URLEncoder.encode(f, StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" "));
    }
}
