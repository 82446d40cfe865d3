// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.testkit.contract.PosteriorContract;

final class KumaraswamyContractTest extends PosteriorContract {

    KumaraswamyContractTest() {
        super("kumaraswamy", "{latent: 1}", "{latent: 2}");
    }

    /**
     * Values near 1 are multiples of 1e-16: an integral of (1 - z)^(b - 1) lacks a share of e^-36b.
     */
    @Override
    protected double headScale() {
        return 0.5;
    }

    /** Draws of small concentrations are rounded to 0 or 1. */
    @Override
    protected double farFactor() {
        return 1;
    }
}
