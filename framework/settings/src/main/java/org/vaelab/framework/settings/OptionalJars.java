// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.vaelab.framework.Internal;
import org.vaelab.framework.VaeLabException;

/**
 * The jars that the library does without, by what needs them: a kind and a name, such as {@code
 * backend.nd4j} or {@code file.parquet}. A test compares the table with what the jars register.
 */
@Internal
public final class OptionalJars {

    private static final String TABLE = "optional-jars.properties";

    private OptionalJars() {}

    private static final class Table {
        static final Properties ALL = read();

        private static Properties read() {
            Properties all = new Properties();
            try (InputStream in = OptionalJars.class.getResourceAsStream(TABLE)) {
                all.load(Objects.requireNonNull(in, TABLE));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return all;
        }
    }

    /**
     * Returns which jar has what is not found, and what to do; empty if none is known to have it.
     */
    public static Optional<String> hint(String kind, String name) {
        return Optional.ofNullable(Table.ALL.getProperty(kind + "." + name))
                .map(jar -> "'" + name + "' needs " + jar + ": add it to the dependencies");
    }

    /**
     * Checks that a jar is there, before its classes are used.
     *
     * @param type a class of the jar
     * @param user whose loader must find it
     * @param what needs it, for the message
     * @throws VaeLabException if it is not; the message names the jar
     */
    public static void require(String type, Class<?> user, String what, String kind, String name) {
        try {
            Class.forName(type, false, user.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new VaeLabException(what + ": " + hint(kind, name).orElseThrow(), e);
        }
    }
}
