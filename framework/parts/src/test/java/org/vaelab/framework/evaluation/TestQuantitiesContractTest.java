// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.vaelab.testkit.contract.TestQuantityContract;

/** The contracts of the test quantities of the framework. */
final class TestQuantitiesContractTest {

    private abstract static class Contract extends TestQuantityContract {

        private final TestQuantities quantity;

        Contract(TestQuantities quantity) {
            super(quantity.name().toLowerCase(Locale.ROOT));
            this.quantity = quantity;
        }

        @Override
        protected TestQuantity quantity() {
            return quantity;
        }
    }

    @Nested
    final class Mean extends Contract {
        Mean() {
            super(TestQuantities.MEAN);
        }
    }

    @Nested
    final class Ones extends Contract {
        Ones() {
            super(TestQuantities.ONES);
        }
    }

    @Nested
    final class Neighbours extends Contract {
        Neighbours() {
            super(TestQuantities.NEIGHBOURS);
        }
    }

    @Nested
    final class Spectrum extends Contract {
        Spectrum() {
            super(TestQuantities.SPECTRUM);
        }
    }

    @Nested
    final class Length extends Contract {
        Length() {
            super(TestQuantities.LENGTH);
        }
    }
}
