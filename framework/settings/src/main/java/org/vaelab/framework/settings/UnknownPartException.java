// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

/** A name that no part of an extension point has. The message names the right one, or all. */
public final class UnknownPartException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnknownPartException(String kind, String name, String hint) {
        super(
                "unknown %s '%s'\n%s"
                        .formatted(kind, name, OptionalJars.hint(kind, name).orElse(hint)));
    }
}
