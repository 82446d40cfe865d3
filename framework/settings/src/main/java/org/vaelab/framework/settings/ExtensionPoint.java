// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.vaelab.framework.Internal;

/** An interface whose implementations plugins bind by name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Internal
public @interface ExtensionPoint {

    /** Returns the name of one part in messages, such as {@code estimator}. */
    String value();
}
