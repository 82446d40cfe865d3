// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What other libraries and papers call a key of a config, or a part. A config that has such a name
 * is rejected, and the message names the key or part. Case, hyphens and underscores make no
 * difference: {@code batchSize} is also {@code batch_size}. An annotation that carries it counts as
 * this annotation.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.METHOD})
@Repeatable(AlsoKnownAs.All.class)
public @interface AlsoKnownAs {

    String[] value();

    /** Returns the unit of values under the other names. */
    Counted counted() default Counted.THE_SAME;

    /** The unit of a value. */
    enum Counted {
        /** The same as a value of the key. */
        THE_SAME,
        /** Passes over the training data, where the key counts steps. */
        EPOCHS
    }

    /** Several kinds of names. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.METHOD})
    @interface All {

        AlsoKnownAs[] value();
    }
}
