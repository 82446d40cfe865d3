// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A check of a contract. It runs in a scope, once for each combination of the values that its
 * parameters take, see {@link PartContract#values}. A parameter of type {@code RandomKey} gets the
 * key of the check.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(Trial.Provider.class)
@interface Check {

    /** The name of the check, which determines its key and is part of its failures. */
    String value();
}
