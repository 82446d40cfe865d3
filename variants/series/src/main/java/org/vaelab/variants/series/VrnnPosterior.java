// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * q(z given x) of a VRNN, step by step (Chung et al. 2015, equations 9 and 10):
 *
 * <pre>
 *   q(z given x) = prod_t N(z_t; mu_z, diag sigma_z^2),   (mu_z, sigma_z) = encoder(x_t, h_{t-1})
 *   e_t ~ N((mu_z - mu_0) / sigma_0, diag (sigma_z / sigma_0)^2)      the same of the noise of the prior
 *   log p(x) >= E_q[ sum_t log p(x_t given z_t, h_{t-1}) - KL(q(z_t) || p(z_t given h_{t-1})) ]    (11)
 * </pre>
 *
 * <p>A step without observed numbers has z_t from the prior, e_t ~ N(0, I), whose KL is 0.
 */
final class VrnnPosterior implements Posterior {

    private final VrnnModel model;
    private final Network encoder;

    /** [B, T D], 0 in the place of missing numbers. */
    private final Tensor x;

    /** 1 of observed numbers and 0 of missing ones, [B, T D]. */
    private final Tensor observed;

    /**
     * Creates the posterior of series.
     *
     * @param encoder from x_t, its mask if numbers may be missing, and h_{t-1}
     * @param x [B, T D]
     */
    VrnnPosterior(VrnnModel model, Network encoder, Tensor x) {
        this.model = model;
        this.encoder = encoder;
        // NaN is not equal to itself.
        this.observed = x.eq(x).cast(x.dtype());
        this.x =
                model.hasMissing()
                        ? x.where(observed, x.runtime().zeros(Shape.scalar(), x.dtype()))
                        : x;
    }

    VrnnModel model() {
        return model;
    }

    private Tensor rows(Tensor each, Shape leading) {
        int size = model.layout().size();
        return each.broadcastTo(leading.append(size)).reshape(leading.size(), size);
    }

    /**
     * Goes through all steps, and returns q(e_t given e_1, ..., e_{t-1}) for each row.
     *
     * @param chosen e_t of a step, [R, d]
     * @param e to which the values of each step are added
     */
    private StepNormals along(
            Shape leading, BiFunction<Integer, VrnnCell.Normals, Tensor> chosen, List<Tensor> e) {
        Tensor values = rows(x, leading);
        Tensor masks = rows(observed, leading);
        List<Tensor> means = new ArrayList<>();
        List<Tensor> scales = new ArrayList<>();
        model.walk(
                leading.size(),
                new VrnnModel.Walk() {
                    @Override
                    public Tensor noise(int step, Tensor state, VrnnCell.Normals prior) {
                        VrnnCell.Normals q = ofStep(values, masks, step, state, prior);
                        means.add(q.mean());
                        scales.add(q.logScale());
                        e.add(chosen.apply(step, q));
                        return e.get(step);
                    }

                    @Override
                    public Tensor value(int step, Tensor state, Tensor z) {
                        Tensor known = model.ofStep(values, step);
                        if (!model.hasMissing()) {
                            return known;
                        }
                        Tensor mean =
                                model.cell().head(z, state).slice(-1, 0, model.layout().width());
                        return known.where(model.ofStep(masks, step), mean);
                    }

                    @Override
                    public List<List<Tensor>> kept() {
                        return List.of(means, scales, e);
                    }
                });
        return new StepNormals(
                Tensor.concatenate(means, -1), Tensor.concatenate(scales, -1).mul(2));
    }

    /**
     * Returns q(e_t given x_t, h_{t-1}): N(0, I) where the step is missing, or a part of it and the encoder sees no mask.
     *
     * @param values of all steps, 0 in the place of missing ones
     * @param masks of all steps
     */
    VrnnCell.Normals ofStep(
            Tensor values, Tensor masks, int step, Tensor state, VrnnCell.Normals prior) {
        Tensor known = model.ofStep(values, step);
        Tensor mask = model.ofStep(masks, step);
        List<Tensor> seen =
                model.hasMissing() ? List.of(known, mask, state) : List.of(known, state);
        VrnnCell.Normals q =
                VrnnCell.Normals.of(encoder.apply(Tensor.concatenate(seen, -1))).under(prior);
        Tensor isGiven = (model.hasMissing() ? mask.max(-1) : mask.min(-1)).expandDims(-1);
        return new VrnnCell.Normals(q.mean().mul(isGiven), q.logScale().mul(isGiven));
    }

    /** Draws, with the Normals of each step given the draws of those before it. */
    LatentDraw drawn(RandomKey key, int samples) {
        Shape leading = Shape.of(samples, x.shape().extent(0));
        Shape rows = Shape.of(leading.size(), model.space().dimension());
        Tensor noise = x.runtime().normal(key, rows).cast(x.dtype());
        List<Tensor> e = new ArrayList<>();
        StepNormals q = along(leading, (step, of) -> of.at(model.ofStep(noise, step)), e);
        Tensor z = Tensor.concatenate(e, -1).reshape(leading.append(rows.extent(1)));
        Tensor density = q.logProbabilityOf(noise).reshape(leading);
        return new LatentDraw(VrnnModel.Z, q, Draw.of(z, density), true);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        return drawn(key, samples).draw();
    }

    /** Returns the Normals of each step given values of those before it, [..., B, T d], for each row. */
    StepNormals given(Tensor z) {
        Tensor e = z.reshape(z.shape().range(0, -1).size(), model.space().dimension());
        Shape leading = z.shape().range(0, -1);
        return along(leading, (step, q) -> model.ofStep(e, step), new ArrayList<>());
    }

    @Override
    public Tensor logProbability(Tensor z) {
        StepNormals q = given(z);
        return q.logProbability(z.reshape(q.mean().shape())).reshape(z.shape().range(0, -1));
    }

    /** Returns the Normals of each step given the means of those before it. */
    StepNormals stepsAtLocation() {
        return along(x.shape().range(0, 1), (step, q) -> q.mean(), new ArrayList<>());
    }

    @Override
    public Tensor location() {
        return stepsAtLocation().mean();
    }

    /** {@inheritDoc} Only draws tell it, because the mean of a step depends on those before it. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.empty();
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
