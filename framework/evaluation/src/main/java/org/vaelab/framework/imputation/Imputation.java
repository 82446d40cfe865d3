// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Draws what is missing of data given what is observed, by a Markov chain for each datum:
 *
 * <pre>
 *   z'    from q(z given x),  x = (observed, missing as imputed before)
 *   z     = z' with probability min(1, w(z') / w(z)),  w(z) = p(x given z) p(z) / q(z given x)
 *   missing  from p(missing given z)
 * </pre>
 *
 * <p>That is algorithm 1 of Mattei and Frellsen (2018), whose draws approach p(missing given
 * observed). Without the test of the second line it is pseudo-Gibbs sampling (Rezende, Mohamed and
 * Wierstra 2014, appendix F). Chains start from a draw of the model. The first half of the steps
 * does not count. The first tenth of the steps accepts all proposals; otherwise a chain may stay at
 * its start for long. The model does not see labels that are latent variables.
 */
@Internal
public final class Imputation implements Imputer {

    private final LatentVariableModel model;
    private final GenerativeModel generative;
    private final TensorRuntime runtime;
    private final ImputationMethod method;
    private final int steps;

    /**
     * Prepares chains.
     *
     * @param steps of each chain, at least 2
     * @throws IllegalArgumentException if the model or its inference lacks what the method needs
     */
    public Imputation(LatentVariableModel model, ImputationMethod method, int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("a chain has at least 2 steps, not " + steps);
        }
        this.model = model;
        this.generative = model.generative();
        this.runtime = model.runtime();
        this.method = method;
        this.steps = steps;
        requireUsable(model, method);
    }

    /**
     * Checks that a model and its inference have what a method needs.
     *
     * @throws IllegalArgumentException if they have not
     */
    static void requireUsable(LatentVariableModel model, ImputationMethod method) {
        GenerativeModel generative = model.generative();
        try (TensorScope scope = model.runtime().scope()) {
            Batch trial = model.trial();
            JointPosterior q = model.infer(trial, RandomKey.of(0), Phase.evaluation());
            JointDraw draw = q.draw(RandomKey.of(0), 1);
            Latents z = draw.one(RandomKey.of(0));
            if (generative.output(z, trial.given()).byValue(trial.x()).isEmpty()) {
                throw new IllegalArgumentException(
                        "this model cannot impute values: its likelihood gives no density of a single"
                                + " value given z, because the values depend on one another\n    train a"
                                + " model whose values are independent given z, such as with gaussian,"
                                + " bernoulli or columns; to draw a whole modality from the others,"
                                + " sample given these");
            }
            if (method != ImputationMethod.PSEUDO_GIBBS
                    && (model.inference().form() == PosteriorForm.DRAWS
                            || draw.isPointMass()
                            || Double.isNaN(q.logProbability(z).readDoubles()[0]))) {
                throw new IllegalArgumentException(
                        method
                                + " needs the density q(z given x), and the posterior of this model is"
                                + " a point mass or known by its draws alone; "
                                + ImputationMethod.PSEUDO_GIBBS
                                + " does without");
            }
        }
    }

    /** Imputes with one draw. */
    public Imputed of(Batch data, boolean[] observed, RandomKey key) {
        return of(data, observed, 1, key);
    }

    /**
     * {@inheritDoc} The draws are states of one chain at equal distances in its second half, the
     * last one included.
     *
     * @throws IllegalArgumentException if the chain has fewer such states
     */
    @Override
    public Imputed of(Batch data, boolean[] observed, int draws, RandomKey key) {
        int counted = steps - steps / 2;
        if (draws > counted) {
            throw new IllegalArgumentException(
                    "%s draws of a chain of %s steps, of which %s count: more steps are needed"
                            .formatted(draws, steps, counted));
        }
        double[] truth = data.x().readDoubles();
        Chain chain = new Chain(data, truth, observed, key.split("start"));
        List<double[]> states = new ArrayList<>();
        int tested = 0;
        for (int t = 0; t < steps; t++) {
            boolean isTested = method == ImputationMethod.METROPOLIS && t >= steps / 10;
            tested += isTested ? 1 : 0;
            try (TensorScope scope = runtime.scope()) {
                RandomKey step = key.split("steps").fold(t);
                OutputDistribution p = chain.advance(isTested, step);
                if (t >= steps / 2) {
                    chain.count(p, step.split("mean"));
                }
            }
            if ((steps - 1 - t) % (counted / draws) == 0
                    && (steps - 1 - t) / (counted / draws) < draws) {
                states.add(chain.x.clone());
            }
        }
        return chain.imputed(truth, states, tested);
    }

    private final class Chain {

        private final Batch data;
        private final boolean[] observed;
        private final int[] accepted;
        private final double[] x;
        private final Map<String, double[]> z = new LinkedHashMap<>();
        private final Map<String, Shape> shapes = new LinkedHashMap<>();
        private final double[] sums;
        private final double[] logSums;
        private int counted;

        Chain(Batch data, double[] truth, boolean[] observed, RandomKey key) {
            this.data = data;
            this.observed = observed;
            this.accepted = new int[data.size()];
            this.x = truth.clone();
            this.sums = new double[truth.length];
            this.logSums = new double[truth.length];
            Arrays.fill(logSums, Double.NEGATIVE_INFINITY);
            try (TensorScope scope = runtime.scope()) {
                Latents start = generative.sample(key.split("z"), data.size(), data.given());
                hold(start.mapped(value -> value.reshape(value.shape().prepend(1))));
                draw(generative.output(values(), data.given()), key.split("x"));
            }
        }

        private void hold(Latents latents) {
            generative
                    .latents()
                    .forEach(
                            latent -> {
                                Tensor value = latents.z(latent.name());
                                shapes.put(latent.name(), value.shape());
                                z.put(latent.name(), value.readDoubles());
                            });
        }

        private Latents values() {
            Map<String, Tensor> values = new LinkedHashMap<>();
            z.forEach((name, value) -> values.put(name, tensor(value, shapes.get(name))));
            return Latents.of(values);
        }

        private Tensor tensor(double[] values, Shape shape) {
            return runtime.tensor(values, shape).cast(data.x().dtype());
        }

        private void draw(OutputDistribution p, RandomKey key) {
            double[] drawn = p.sample(key).readDoubles();
            Arrays.setAll(x, i -> observed[i] ? x[i] : drawn[i]);
        }

        /** Makes a step, and returns p(x given z) of the z that it came to. */
        OutputDistribution advance(boolean isTested, RandomKey key) {
            Batch filled = new Batch(tensor(x, data.x().shape()), data.given(), data.rows());
            JointPosterior q = model.infer(filled, key.split("q"), Phase.evaluation());
            Latents proposal = q.draw(key.split("z"), 1).one(key.split("pick"));
            hold(isTested ? tested(q, filled, proposal, key.split("test")) : proposal);
            OutputDistribution p = generative.output(values(), data.given());
            draw(p, key.split("x"));
            return p;
        }

        private Latents tested(JointPosterior q, Batch filled, Latents proposal, RandomKey key) {
            Latents present = values();
            double[] proposed = logWeights(q, filled, proposal);
            double[] before = logWeights(q, filled, present);
            double[] uniform = key.uniform(proposed.length);
            double[] isAccepted = new double[proposed.length];
            for (int b = 0; b < isAccepted.length; b++) {
                // A state that has no density is left for any that has one.
                boolean accepts =
                        before[b] == Double.NEGATIVE_INFINITY
                                || Math.log(uniform[b]) < proposed[b] - before[b];
                isAccepted[b] = accepts ? 1 : 0;
                accepted[b] += accepts ? 1 : 0;
            }
            Map<String, Tensor> next = new LinkedHashMap<>();
            for (String name : z.keySet()) {
                int[] leading = new int[shapes.get(name).rank()];
                Arrays.fill(leading, 1);
                leading[1] = isAccepted.length;
                Tensor mask = tensor(isAccepted, Shape.of(leading));
                Tensor from = present.z(name);
                next.put(name, proposal.z(name).where(mask.broadcastTo(from.shape()), from));
            }
            return Latents.of(next);
        }

        /** log p(x given z) + log p(z) - log q(z given x), [B]. */
        private double[] logWeights(JointPosterior q, Batch filled, Latents latents) {
            return generative
                    .output(latents, filled.given())
                    .logProbability(filled.x())
                    .add(generative.logPrior(latents, filled.given()))
                    .sub(q.logProbability(latents))
                    .readDoubles();
        }

        /** Returns x with the drawn values where the true ones are not known. */
        private Tensor known() {
            double[] known = data.x().readDoubles();
            Arrays.setAll(known, i -> Double.isNaN(known[i]) ? x[i] : known[i]);
            return tensor(known, data.x().shape());
        }

        /**
         * Adds the means of p(x given z), and the densities of the known values, of a step that
         * counts.
         *
         * @param key draws instead of means that have no closed form
         */
        void count(OutputDistribution p, RandomKey key) {
            double[] mean = p.mean().orElseGet(() -> p.sample(key)).readDoubles();
            double[] logs = p.byValue(known()).orElseThrow().readDoubles();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += mean[i];
                logSums[i] = LogDomain.add(logSums[i], logs[i]);
            }
            counted++;
        }

        Imputed imputed(double[] truth, List<double[]> states, int tested) {
            int size = accepted.length;
            int width = truth.length / size;
            double[] filled = truth.clone();
            double[] logPredictive = new double[size];
            int[] missing = new int[size];
            for (int i = 0; i < truth.length; i++) {
                if (!observed[i]) {
                    filled[i] = sums[i] / counted;
                    if (!Double.isNaN(truth[i])) {
                        logPredictive[i / width] += logSums[i] - Math.log(counted);
                        missing[i / width]++;
                    }
                }
            }
            Arrays.setAll(logPredictive, b -> logPredictive[b] / missing[b]);
            double[] none = new double[size];
            Arrays.fill(none, Double.NaN);
            double[] shares = none.clone();
            Arrays.setAll(shares, b -> tested == 0 ? Double.NaN : (double) accepted[b] / tested);
            return new Imputed(filled, states, logPredictive, shares, none);
        }
    }
}
