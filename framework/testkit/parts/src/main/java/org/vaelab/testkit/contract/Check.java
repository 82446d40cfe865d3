// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A check of a contract. It runs in a scope, once for each combination of the values that its
 * parameters take, see {@link PartContract#values}. A parameter of type {@code RandomKey} gets the
 * key of the check.
 *
 * <p>All have the tag {@code contract}. The parameter {@code vaelab.testkit.trials} of JUnit
 * chooses combinations: {@code first} the first of each check; {@code further} the others; {@code
 * all}, the default.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("contract")
@TestTemplate
@ExtendWith(Trial.Provider.class)
@interface Check {

    /** The name of the check, which determines its key and is part of its failures. */
    String value();

    /** Whether it also runs at the defaults of the part, see {@link PartContract#defaults}. */
    boolean atDefaults() default false;
}
