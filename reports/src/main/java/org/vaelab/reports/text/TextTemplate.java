// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.vaelab.framework.Internal;

/** Text files beside a class, with places such as {@code <<title>>} to fill. */
@Internal
public final class TextTemplate {

    private TextTemplate() {}

    /** Returns the text of a resource beside a class. */
    public static String text(Class<?> beside, String resource) {
        try (InputStream in =
                Objects.requireNonNull(beside.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the text of a resource, filled by Mustache with {@code << >>} as its delimiters.
     * Values are not filled again.
     *
     * @param facts a map, or a record with the names in the template as its components
     */
    public static String fill(Class<?> beside, String resource, Object facts) {
        return fill(beside, resource, facts, text -> text);
    }

    /**
     * As {@link #fill(Class, String, Object)}.
     *
     * @param escape changes each value, unless its place is {@code <<&name>>}
     */
    public static String fill(
            Class<?> beside, String resource, Object facts, UnaryOperator<String> escape) {
        return filled(beside, text(beside, resource), facts, escape);
    }

    /**
     * Returns a sentence of a resource, which has one a line after its name and a colon, filled.
     */
    public static String sentence(Class<?> beside, String resource, String name, Object facts) {
        String line =
                text(beside, resource)
                        .lines()
                        .filter(each -> each.startsWith(name + ": "))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(name));
        return filled(beside, line.substring(name.length() + 2), facts, text -> text);
    }

    private static String filled(
            Class<?> beside, String template, Object facts, UnaryOperator<String> escape) {
        return Mustache.compiler()
                .withDelims("<< >>")
                .withEscaper(escape::apply)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .strictSections(true)
                .withLoader(partial -> new StringReader(text(beside, partial)))
                .compile(template)
                .execute(facts);
    }
}
