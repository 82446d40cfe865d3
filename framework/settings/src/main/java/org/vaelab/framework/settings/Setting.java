// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a key of a config: a component of a settings record.
 *
 * <p>A key without a default is required, unless its component is {@code @Nullable}: then it is
 * {@code null} where a config leaves it out.
 *
 * <p>Components of several records that mean the same have one description: on the method of that
 * name of an interface that the records implement.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({
    ElementType.RECORD_COMPONENT,
    ElementType.FIELD,
    ElementType.PARAMETER,
    ElementType.METHOD
})
public @interface Setting {

    /** Returns the meaning of the key, with its unit and its range. */
    String value();

    /**
     * Returns the value of a key that is left out, as JSON or as a plain text; empty if there is
     * none.
     */
    String defaultValue() default "";

    /**
     * Returns a value as a config would have it, for examples of keys that are required; empty if
     * there is none.
     */
    String example() default "";

    /** Returns the extension point of the parts that a list names; {@code Void} of other keys. */
    Class<?> parts() default Void.class;
}
