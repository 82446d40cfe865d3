// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Independent Normals whose mean only draws tell.
 *
 * @param asked is told that somebody asks for the mean
 */
record DrawnMeans(ToyNormal q, Runnable asked) implements Posterior {

    @Override
    public Optional<Tensor> expectation() {
        asked.run();
        return Optional.empty();
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        return q.draw(key, samples);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return q.logProbability(z);
    }

    @Override
    public Tensor location() {
        return q.location();
    }

    @Override
    public Optional<Tensor> entropy() {
        return q.entropy();
    }

    @Override
    public GradientKind gradient() {
        return q.gradient();
    }

    /** The family on R^d. */
    record Family(ToyNormal.Family normals, Runnable asked) implements PosteriorFamily {

        @Override
        public LatentSpace space() {
            return normals.space();
        }

        @Override
        public Head head() {
            return normals.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return new DrawnMeans(normals.of(headOutput, phase), asked);
        }
    }
}
