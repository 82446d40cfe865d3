// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyElbo;
import org.vaelab.testkit.family.ToyReference;

/** A sweep that finds something missing, or nothing at all, fails. */
final class PartSweepTest {

    /** Announces a part that has a contract. */
    public static class Covered extends VaeLabModule {
        @Override
        protected void announce() {
            prior("found", ToyReference.class);
        }
    }

    /** Announces parts that have none as well. */
    public static final class Uncovered extends Covered {
        @Override
        protected void announce() {
            super.announce();
            likelihood("not-found", ToyCoins.Factory.class);
            estimator("found", ToyElbo.class);
        }
    }

    /** Announces nothing. */
    public static final class Nothing extends VaeLabModule {
        @Override
        protected void announce() {}
    }

    private static PartSweep of(Class<? extends VaeLabModule> module, String packageName) {
        return new PartSweep(module) {
            @Override
            String packageName() {
                return packageName;
            }
        };
    }

    private static PartSweep of(Class<? extends VaeLabModule> module) {
        return of(module, PartSweepTest.class.getPackageName());
    }

    @Test
    void partsWithAContractPass() {
        assertThatCode(() -> of(Covered.class).everyPartHasAContract()).doesNotThrowAnyException();
    }

    @Test
    void partsWithoutAContractAreNamed() {
        assertThatThrownBy(() -> of(Uncovered.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "Likelihood 'not-found' ("
                                + ToyCoins.Factory.class.getName()
                                + "): write a test class that extends LikelihoodContract")
                .hasMessageContaining("Estimator 'found'")
                .hasMessageNotContaining("Prior");
    }

    @Test
    void aPackageWithoutContractsIsNoSuccess() {
        assertThatThrownBy(
                        () ->
                                of(Covered.class, "org.vaelab.framework.plugin")
                                        .everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("contracts in package org.vaelab.framework.plugin");
    }

    @Test
    void aModuleWithoutPartsIsNoSuccess() {
        assertThatThrownBy(() -> of(Nothing.class).everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("parts that " + Nothing.class.getName() + " announces");
    }

    /** A contract like that of any author: it is what the sweeps of this class find. */
    static final class FoundContract extends PriorContract {

        FoundContract() {
            super("found", Part.of("toy-normal", "{latent: 1}"));
        }
    }
}
