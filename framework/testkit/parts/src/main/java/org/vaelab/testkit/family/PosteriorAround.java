// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** A posterior that is another but for what it overrides, to see who notices. */
public interface PosteriorAround extends Posterior {

    Posterior around();

    @Override
    default Draw draw(RandomKey key, int samples) {
        return around().draw(key, samples);
    }

    @Override
    default Tensor logProbability(Tensor z) {
        return around().logProbability(z);
    }

    @Override
    default Tensor location() {
        return around().location();
    }

    @Override
    default GradientKind gradient() {
        return around().gradient();
    }
}
