// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import org.junit.jupiter.api.Nested;
import org.vaelab.testkit.contract.TestQuantityContract;

/** The contracts of the test quantities of the framework. */
final class TestQuantitiesContractTest {

    @Nested
    final class Mean extends TestQuantityContract {
        Mean() {
            super("mean");
        }
    }

    @Nested
    final class Ones extends TestQuantityContract {
        Ones() {
            super("ones");
        }
    }

    @Nested
    final class Neighbours extends TestQuantityContract {
        Neighbours() {
            super("neighbours");
        }
    }

    @Nested
    final class Spectrum extends TestQuantityContract {
        Spectrum() {
            super("spectrum");
        }
    }

    @Nested
    final class Length extends TestQuantityContract {
        Length() {
            super("length");
        }
    }
}
