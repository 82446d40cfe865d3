// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text among the resources with holes: {@code {{name}}}.
 *
 * @param resource its name, for messages
 * @param text with holes
 */
record Template(String resource, String text) {

    private static final Pattern HOLE = Pattern.compile("\\{\\{([A-Za-z.]+)}}");

    static boolean exists(String resource) {
        return Template.class.getResource(resource) != null;
    }

    static Template read(String resource) throws IOException {
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + resource);
            }
            return new Template(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Returns the text with every hole filled. */
    String fill(Map<String, String> values) {
        Matcher holes = HOLE.matcher(text);
        return holes.replaceAll(
                hole -> {
                    String value = values.get(hole.group(1));
                    if (value == null) {
                        throw new IllegalStateException(
                                resource + ": nothing fills " + hole.group());
                    }
                    return Matcher.quoteReplacement(value);
                });
    }
}
