// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a paper calls a part or an optimiser, without its noun: {@code von Mises-Fisher}. A
 * part without it is called by its name in configs, with spaces for hyphens.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Called {

    String value();
}
