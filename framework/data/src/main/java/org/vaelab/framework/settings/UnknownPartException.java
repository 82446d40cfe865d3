// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.Collection;
import java.util.Optional;
import org.vaelab.framework.OptionalJars;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.naming.Spelling;

/** A name for which no part is registered. The message lists the valid names and the nearest. */
public final class UnknownPartException extends VaeLabException {

    private static final long serialVersionUID = 1L;

    public UnknownPartException(String kind, String name, Collection<String> known) {
        super(message(kind, name, known));
    }

    private static String message(String kind, String name, Collection<String> known) {
        Optional<String> nearest = Spelling.nearest(name, known);
        return "unknown "
                + kind
                + " '"
                + name
                + "'"
                + nearest.map(n -> "; did you mean '" + n + "'?").orElse(".")
                + " Known: "
                + String.join(", ", known)
                + OptionalJars.hint(kind, name).map(hint -> "\n    " + hint).orElse("");
    }
}
