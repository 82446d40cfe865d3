// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/**
 * A linear Gaussian model with one latent number, {@code z = c + N(0, 1)} and {@code x_j = w_j z +
 * b_j + N(0, s^2)}. Its posterior is N(m, v) with v = 1 / (1 + w'w / s^2) and m = v (c + w'(x - b)
 * / s^2). The centre c and the offset b are learned; the optimum of b for given posteriors is the
 * mean of x - w m. A maximisation leaves c as it is.
 */
final class LinearEvidence implements ExpectationMaximizable {

    private static final double DEVIATION = 0.7;
    private static final double PARAMETER_BOUND = -60;

    private final TensorRuntime runtime;
    private final Euclidean space = new Euclidean(1);
    private final Parameter centre;
    private final Parameter offset;
    private final Parameter residual;

    LinearEvidence(TensorRuntime runtime) {
        this.runtime = runtime;
        Tensor zeros = runtime.zeros(Shape.of(Assembly.WIDTH));
        this.centre = Parameter.learned("centre", runtime.zeros(Shape.of(1)));
        this.offset = Parameter.learned("offset", zeros);
        this.residual = Parameter.state("residual", zeros);
    }

    Parameter offset() {
        return offset;
    }

    private Tensor weights() {
        double[] weights = new double[Assembly.WIDTH];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = 0.3 + 0.2 * j;
        }
        return runtime.tensor(weights, Shape.of(weights.length));
    }

    @Override
    public JointPosterior posterior(Batch batch) {
        double precision = 1 + weights().square().sum(-1).readScalar() / (DEVIATION * DEVIATION);
        Tensor mean =
                batch.x()
                        .sub(offset.value())
                        .mul(weights())
                        .sum(-1)
                        .div(DEVIATION * DEVIATION)
                        .expandDims(-1)
                        .add(centre.value())
                        .div(precision);
        Tensor logVariance = mean.mul(0).sub(Math.log(precision));
        Posterior q = new ToyNormal(mean, logVariance);
        return ExactPosterior.of(EvidenceModel.ONLY, q);
    }

    @Override
    public void expect(Batch batch, double rate) {
        Tensor m = posterior(batch).location().z(EvidenceModel.ONLY);
        Tensor own = batch.x().sub(m.mul(weights())).mean(0);
        residual.assign(residual.value().mul(1 - rate).add(own.mul(rate)));
    }

    @Override
    public void maximize() {
        offset.assign(residual.value());
    }

    @Override
    public Tensor bound(Batch batch) {
        JointPosterior q = posterior(batch);
        Latents z = q.location();
        return logPrior(z, batch.given())
                .add(output(z, batch.given()).logProbability(batch.x()))
                .sub(q.first().logProbability(z.z(EvidenceModel.ONLY).expandDims(0)).reshape(-1));
    }

    /** {@inheritDoc} It stands for a term that does not move. */
    @Override
    public double parameterBound() {
        return PARAMETER_BOUND;
    }

    private record Observed(Tensor location) implements OutputDistribution {

        private static final double CONSTANT = -0.5 * Math.log(2 * Math.PI) - Math.log(DEVIATION);

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor distance = x.sub(location).div(DEVIATION);
            return distance.square().mul(-0.5).add(CONSTANT).sum(-1);
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(location);
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor noise = location.runtime().normal(key, location.shape());
            return location.add(noise.mul(DEVIATION));
        }
    }

    @Override
    public TensorRuntime runtime() {
        return runtime;
    }

    @Override
    public DataShape shape() {
        return DataShape.flat(Assembly.WIDTH);
    }

    @Override
    public Conditioning condition() {
        return Conditioning.NONE;
    }

    @Override
    public List<LatentVariable> latents() {
        return List.of(new LatentVariable(EvidenceModel.ONLY, space, List.of()));
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return new SmallModel.Moved(new StandardNormal(runtime, space), centre);
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return new Observed(z.z(EvidenceModel.ONLY).mul(weights()).add(offset.value()));
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        return Latents.of(
                EvidenceModel.ONLY, runtime.normal(key, Shape.of(n, 1)).add(centre.value()));
    }

    @Override
    public DataMeasure measure() {
        return DataMeasure.of(DataMeasure.LEBESGUE, Assembly.WIDTH);
    }

    @Override
    public long heldPerRow() {
        return Assembly.WIDTH;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(centre, offset, residual);
    }
}
