// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.VaeLabException;

/**
 * Data that cannot be used: absent, damaged, inconsistent, or of a domain that was not asked for.
 *
 * <p>The message is complete: it names the file with its line or offset (or the setting), what was
 * found, what is expected, and the remedy. The command line prints it alone, without a stack trace.
 */
public final class DataException extends VaeLabException {
    private static final long serialVersionUID = 1L;

    private String key = "";

    /** An exception whose message says what was found, where, and what is expected. */
    public DataException(String message) {
        super(message);
    }

    /**
     * Returns an exception whose message is a format with values, as in {@link String#format}.
     *
     * @param values written by {@code %s} with their {@code toString}
     */
    public static DataException of(String format, @Nullable Object... values) {
        return new DataException(String.format(Locale.ROOT, format, values));
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Says at which key of the section data a config has what is to be mended.
     *
     * @param setting with dots, such as {@code parts.caption.key}
     * @return this exception
     */
    public DataException at(String setting) {
        key = setting;
        return this;
    }

    /** Returns the key in a config of what is to be mended. */
    public String key() {
        return key.isEmpty() ? "data" : "data." + key;
    }
}
