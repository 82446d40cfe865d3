// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the papers of the method that a class implements: a part, a metric or an optimiser. A run
 * that uses it cites them.
 *
 * <p>The entries are in {@value Papers#RESOURCE} of the module or plugin. A key without an entry is
 * an error when the plugin's jar is loaded.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Cites {

    /** Returns the keys of the BibTeX entries. */
    String[] value();
}
