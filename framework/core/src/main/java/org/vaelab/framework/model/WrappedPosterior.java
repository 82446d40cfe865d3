// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A posterior that changes some of another one. Its draws, density, location and first variable are
 * as there.
 */
public interface WrappedPosterior extends JointPosterior {

    /** Returns the posterior that is changed. */
    JointPosterior q();

    @Override
    default JointDraw draw(RandomKey key, int samples) {
        return q().draw(key, samples);
    }

    @Override
    default Tensor logProbability(Latents values) {
        return q().logProbability(values);
    }

    @Override
    default Latents location() {
        return q().location();
    }

    @Override
    default Posterior first() {
        return q().first();
    }
}
