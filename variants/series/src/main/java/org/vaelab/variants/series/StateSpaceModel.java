// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.OutputDistribution.ObservedOutput;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.parts.likelihood.Gaussian;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A linear Gaussian state space of series x in R^(T x D), {@link StateSpace}, whose latent variable
 * is the path z in R^(T x d) of states. Its posterior is a Normal, which the smoother draws from,
 * and log p(x) is the filter's ({@link KalmanFilter}).
 *
 * <pre>
 *   log p(z given x) = log p(z) + log p(x given z) - log p(x)
 * </pre>
 *
 * <p>Missing numbers are left out of x exactly. All is in nats, and in float64 but for x, z and p(x
 * given z).
 *
 * @param layout of a series
 * @param space R^(T d)
 * @param hasMissing whether numbers may be missing, which are NaN
 */
public record StateSpaceModel(
        TensorRuntime runtime,
        DataShape shape,
        SeriesLayout layout,
        Euclidean space,
        StateSpace parameterised,
        boolean hasMissing)
        implements TractableModel {

    /** The settings of a model, which is trained by the gradient of log p(x). */
    @Called("linear Gaussian state space")
    @Cites({"kalman1960", "durbin2012"})
    @Part(
            value = "state-space",
            description = "a linear Gaussian state space of series, exact posterior",
            paper = "Kalman (1960); Durbin and Koopman (2012)")
    public record Settings(
            @Setting("d, the numbers of a state") int state,
            @Setting("T, the steps of a series; default the rows of an example")
                    @Nullable Integer steps,
            @Setting(
                            value = "what the standard deviations stay above, above 0",
                            defaultValue = "0.001")
                    double least)
            implements WholeModel {

        public Settings {
            Counts.atLeastOne("state", state);
            SeriesLayout.requireSteps(steps);
            Counts.positive("least", least);
        }

        @Override
        public boolean takesMissingValues() {
            return true;
        }

        @Override
        public boolean takesInputs() {
            return true;
        }

        @Override
        public StateSpaceModel create(PartContext context) {
            SeriesLayout layout = SeriesLayout.ofDensity(context, steps, "variant 'state-space'");
            StepMoments moments = StepMoments.of(context, layout);
            return new StateSpaceModel(
                    context.runtime(),
                    context.shape(),
                    layout,
                    new Euclidean(Math.multiplyExact(layout.steps(), state)),
                    StateSpace.at(
                            context.runtime(),
                            context.key(),
                            state,
                            layout.inputs(context),
                            moments.means(),
                            moments.variances(),
                            least),
                    context.data().hasMissing());
        }
    }

    private static final String Z = "z";

    private static final Gaussian NORMAL = new Gaussian(new Gaussian.Given());

    private int states() {
        return space.dimension() / layout.steps();
    }

    private Tensor path(Tensor z) {
        return z.reshape(z.shape().range(0, -1).append(layout.steps(), states()))
                .cast(DType.FLOAT64);
    }

    @Override
    public List<LatentVariable> latents() {
        return List.of(new LatentVariable(Z, space, List.of()));
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return z -> logStates(z).cast(runtime.dtype());
    }

    /** Returns log p(z) of paths [..., T d] in nats, [...], float64. */
    Tensor logStates(Tensor z) {
        return KalmanFilter.logStates(parameterised.values(), path(z));
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return output(z.z(Z), effect(given));
    }

    /** Returns B u_t of all steps, [B, T, D]; empty without inputs. */
    private Optional<Tensor> effect(Map<String, Tensor> given) {
        return parameterised
                .effect()
                .map(
                        of ->
                                parameterised.effectOf(
                                        Objects.requireNonNull(given.get(ValueSplit.INPUTS))));
    }

    /**
     * Returns p(x given z) of paths [..., B, T d].
     *
     * @param effect B u_t, [B, T, D]
     */
    OutputDistribution output(Tensor z, Optional<Tensor> effect) {
        StateSpace.Values p = parameterised.values();
        Tensor emitted = p.emitted(path(z));
        Tensor mean = effect.map(emitted::add).orElse(emitted);
        Tensor logScale = p.noise().log().mul(0.5).broadcastTo(mean.shape());
        Shape flat = z.shape().range(0, -1).append(layout.size());
        Tensor head = Tensor.concatenate(List.of(mean.reshape(flat), logScale.reshape(flat)), -1);
        OutputDistribution all = NORMAL.of(head.cast(runtime.dtype()));
        return hasMissing ? new ObservedOutput(all) : all;
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        Tensor states = filter(Optional.empty()).states(key, Shape.of(n));
        return Latents.of(Z, flat(states));
    }

    /** Returns states [..., T, d] as values of z, [..., T d]. */
    Tensor flat(Tensor states) {
        return states.reshape(states.shape().range(0, -2).append(space.dimension()))
                .cast(runtime.dtype());
    }

    /** Returns the filter of series of which these numbers are observed; empty: all. */
    KalmanFilter filter(Optional<Tensor> x) {
        return new KalmanFilter(
                parameterised.values(),
                layout.steps(),
                x.filter(values -> hasMissing).map(layout::observed).orElse(null));
    }

    @Override
    public DataMeasure measure() {
        return DataMeasure.of(DataMeasure.LEBESGUE, shape.size());
    }

    /** The numbers of the steps, and a covariance for each. */
    @Override
    public long heldPerRow() {
        return (long) layout.size() * (2 + (hasMissing ? 4L * states() * states() : 0));
    }

    @Override
    public List<Parameter> parameters() {
        return parameterised.parameters();
    }

    @Override
    public JointPosterior posterior(Batch batch) {
        return ExactPosterior.of(Z, new PathPosterior(this, batch.x(), effect(batch.given())));
    }
}
