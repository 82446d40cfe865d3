// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a part: the class that configs mean by this name. On a record that creates a part, the
 * components are its settings, each with a {@link Setting}. {@code list}, {@code describe}, the
 * JSON Schema and the reference of all keys are generated from these annotations.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Part {

    /** Returns the name in configs, such as {@code renyi}; unique among the parts of one kind. */
    String value();

    /** Returns a description in one line. */
    String description() default "";

    /** Returns the paper that defines it, with the equation: "Li and Turner (2016), eq. 9". */
    String paper() default "";

    /**
     * Returns the name of a posterior as a factor of a product or a chain, as in {@code normal(8) x
     * sphere(16)}; empty if that is {@link #value}.
     */
    String shortName() default "";

    /**
     * Returns the word of configs for models with this posterior, as in {@code variant: vmf}, or with
     * this regulariser and the usual posterior, as in {@code variant: beta}; empty if there is none.
     * The keys of the part are then keys of the model.
     */
    String variant() default "";
}
