// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A sweep that finds something missing, or nothing at all, fails. */
final class PartSweepTest {

    private static PartSweep of(String packageName) {
        return new PartSweep(packageName) {};
    }

    /** The standard parts are registered here, and their contracts lie in another module. */
    @Test
    void partsWithoutAContractAreNamed() {
        assertThatThrownBy(() -> of("org.vaelab").everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "Posterior 'diagonal-normal'"
                                + " (org.vaelab.framework.plugin.standard.DiagonalNormalFactory):"
                                + " write a test class that extends PosteriorContract")
                .hasMessageContaining("Estimator 'elbo'");
    }

    @Test
    void aPackageWithoutContractsIsNoSuccess() {
        assertThatThrownBy(() -> of("org.vaelab.framework.plugin").everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("contracts in package org.vaelab.framework.plugin");
    }

    @Test
    void aPackageWithoutPartsIsNoSuccess() {
        assertThatThrownBy(() -> of("org.vaelab.testkit.contract").everyPartHasAContract())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("registered parts of package org.vaelab.testkit.contract");
    }

    /** A contract like that of any author: it is what the sweeps of this class find. */
    static final class FoundContract extends PriorContract {

        FoundContract() {
            super("standard-normal", Part.of("diagonal-normal", "{latent: 1}"));
        }
    }
}
