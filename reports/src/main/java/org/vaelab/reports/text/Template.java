// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text files beside a class, with places such as {@code <<title>>} to fill. */
public final class Template {

    private static final Pattern PLACE = Pattern.compile("<<(\\w+)>>");

    private Template() {}

    /** Returns the text of a resource beside a class. */
    public static String text(Class<?> beside, String resource) {
        try (InputStream in =
                Objects.requireNonNull(beside.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a resource with its places filled; values are not filled again. */
    public static String fill(Class<?> beside, String resource, Map<String, String> values) {
        return PLACE.matcher(text(beside, resource))
                .replaceAll(
                        place ->
                                Matcher.quoteReplacement(
                                        Objects.requireNonNull(values.get(place.group(1)))));
    }
}
