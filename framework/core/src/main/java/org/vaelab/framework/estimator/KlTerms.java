// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * KL(q(z given x) || p(z)) term by term: of each latent variable in ancestral order, and of each
 * independent factor of a variable that has some.
 *
 * <pre>
 *   KL(q || p) = sum_i E_q[ log q_i(z_i given ...) - log p_i(z_i given its parents) ]
 * </pre>
 *
 * <p>A term is the KL of the two distributions in closed form where that is known, and has the same
 * expectation: where q draws the parents of z_i before z_i. Else it is the mean over the draws, of
 * which the entropy of q_i, {@code -E[log q_i]}, may be taken in closed form. Where the density of
 * q_i is not known, the term lacks it: it is {@code -E[log p_i]}, and no divergence.
 */
public final class KlTerms {

    /** A mode asks for closed forms or entropies, and one is not known. */
    public static final class UnknownKlException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        UnknownKlException(String reason) {
            super(reason + "; use auto or monte-carlo");
            this.reason = reason;
        }

        /** Returns the mode and what is not known, without a remedy. */
        public String reason() {
            return reason;
        }
    }

    private final LatentVariableModel model;
    private final Batch batch;
    private final JointDraw draw;
    private final KlMode mode;
    private final List<KlTerm> terms = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private KlTerms(LatentVariableModel model, Batch batch, JointDraw draw, KlMode mode) {
        this.model = model;
        this.batch = batch;
        this.draw = draw;
        this.mode = mode;
    }

    /**
     * Computes the terms.
     *
     * @throws IllegalArgumentException if the mode asks for closed forms or entropies, and one is
     *     not known
     */
    public static List<KlTerm> of(
            LatentVariableModel model, Batch batch, JointDraw draw, KlMode mode) {
        return of(model, batch, draw, mode, Set.of());
    }

    /**
     * As {@link #of(LatentVariableModel, Batch, JointDraw, KlMode)}, without the terms of some
     * variables.
     */
    static List<KlTerm> of(
            LatentVariableModel model,
            Batch batch,
            JointDraw draw,
            KlMode mode,
            Set<String> without) {
        KlTerms terms = new KlTerms(model, batch, draw, mode);
        model.generative().latents().stream()
                .filter(variable -> !without.contains(variable.name()))
                .forEach(terms::add);
        boolean refused = mode == KlMode.ANALYTIC || mode == KlMode.ENTROPY;
        if (refused && !terms.unknown.isEmpty()) {
            throw new UnknownKlException(
                    (mode == KlMode.ANALYTIC ? "kl: analytic, but " : "kl: entropy, but ")
                            + String.join("; ", terms.unknown));
        }
        return terms.terms;
    }

    public static Tensor sum(List<KlTerm> terms) {
        return terms.stream().map(KlTerm::value).reduce(Tensor::add).orElseThrow();
    }

    public static KlSource source(List<KlTerm> terms) {
        return KlSource.ofSum(terms.stream().map(KlTerm::source).toList());
    }

    private void add(LatentVariable variable) {
        LatentDraw drawn = draw.of(variable.name());
        // Where q is one distribution for each draw and p one for each c, p is asked for each draw
        // too.
        boolean repeated = variable.isGiven() && drawn.givenOthers();
        boolean forEachDraw = !variable.parents().isEmpty() || repeated;
        Map<String, Tensor> given =
                repeated && variable.parents().isEmpty()
                        ? batch.givenToEach(drawn.samples())
                        : batch.given();
        Distribution p = model.generative().prior(variable.name(), draw.values(), given);
        boolean parentsFirst =
                variable.parents().stream()
                        .allMatch(parent -> draw.isDrawnBefore(parent, variable.name()));
        Map<String, Posterior> qs = Factored.of(drawn.q());
        Map<String, Distribution> ps = Factored.of(p);
        String prefix = model.generative().latents().size() == 1 ? "" : variable.name();
        if (qs.size() != ps.size()) {
            add(prefix, drawn, p, forEachDraw, parentsFirst);
            return;
        }
        Map<String, Draw> draws = Factored.of(drawn.draw());
        List<Distribution> others = List.copyOf(ps.values());
        int[] place = {0};
        qs.forEach(
                (factor, q) ->
                        add(
                                joined(prefix, factor),
                                new LatentDraw(
                                        drawn.name(), q, draws.get(factor), drawn.givenOthers()),
                                others.get(place[0]++),
                                forEachDraw,
                                parentsFirst));
    }

    private static String joined(String variable, String factor) {
        return variable.isEmpty() || factor.isEmpty() ? variable + factor : variable + "." + factor;
    }

    private void add(
            String name, LatentDraw drawn, Distribution p, boolean forEachDraw, boolean usable) {
        Posterior q = drawn.q();
        if (!q.hasDensity()) {
            Tensor missing = draw.mean(drawn.draw().logProbabilityUnder(p, forEachDraw)).neg();
            terms.add(new KlTerm(name, missing, KlSource.NONE, true, Optional.empty()));
            return;
        }
        boolean exact = q.isPointMass() && !drawn.draw().isRelaxed();
        if (mode == KlMode.ENTROPY && !exact) {
            addByEntropy(name, drawn, p, forEachDraw);
            return;
        }
        boolean closed = mode == KlMode.AUTO || mode == KlMode.ANALYTIC;
        Optional<AnalyticKl<?, ?>> known =
                usable && closed ? model.kl().find(q, p) : Optional.empty();
        if (known.isPresent()) {
            AnalyticKl<?, ?> kl = known.get();
            boolean rowsAreDraws = forEachDraw || drawn.givenOthers();
            Tensor rows = ofEachRow(kl.of(q, p), q, p, drawn, rowsAreDraws);
            Tensor value = perExample(rows, drawn, rowsAreDraws);
            Supplier<Tensor> units =
                    () -> perExample(kl.perUnit(q, p).orElseThrow(), drawn, rowsAreDraws);
            terms.add(
                    new KlTerm(
                            name,
                            value,
                            KlSource.ANALYTIC,
                            rowsAreDraws,
                            kl.unitFormula().map(formula -> units)));
            return;
        }
        Draw draws = drawn.draw();
        Tensor logRatio = drawn.logProbability().sub(draws.logProbabilityUnder(p, forEachDraw));
        if (!exact) {
            unknown.add(usable ? unknown(name, q, p) : unusable(name));
        }
        terms.add(
                new KlTerm(
                        name,
                        draw.mean(logRatio),
                        exact ? KlSource.ANALYTIC : KlSource.overDraws(draws.isRelaxed()),
                        !exact,
                        Optional.empty()));
    }

    /** Checks the shape: a KL of another shape would be broadcast over the batch. */
    private static Tensor ofEachRow(
            Tensor kl, Posterior q, Distribution p, LatentDraw drawn, boolean rowsAreDraws) {
        Shape expected = Shape.of(drawn.batch() * (rowsAreDraws ? drawn.samples() : 1));
        if (!kl.shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "KL(%s || %s) has shape %s, expected one number for each row, %s"
                            .formatted(
                                    q.getClass().getName(),
                                    KlRegistry.original(p).getClass().getName(),
                                    kl.shape(),
                                    expected));
        }
        return kl;
    }

    /**
     * {@code -H(q_i) - E_q[log p_i]}; the entropy of a relaxation is not that of what it relaxes.
     */
    private void addByEntropy(String name, LatentDraw drawn, Distribution p, boolean forEachDraw) {
        Draw draws = drawn.draw();
        Optional<Tensor> entropy = draws.isRelaxed() ? Optional.empty() : drawn.q().entropy();
        if (entropy.isEmpty()) {
            unknown.add(
                    "the entropy of "
                            + (draws.isRelaxed() ? "the relaxation " : "")
                            + drawn.q().getClass().getSimpleName()
                            + " is not known"
                            + (name.isEmpty() ? "" : " (" + name + ")"));
            return;
        }
        Tensor own = perExample(entropy.get(), drawn, drawn.givenOthers());
        Tensor joint = draw.mean(draws.logProbabilityUnder(p, forEachDraw));
        terms.add(new KlTerm(name, own.add(joint).neg(), KlSource.ENTROPY, true, Optional.empty()));
    }

    /** The mean over draws where each draw has a value of its own. */
    private Tensor perExample(Tensor value, LatentDraw drawn, boolean rowsAreDraws) {
        if (!rowsAreDraws) {
            return value;
        }
        Shape leading = value.shape().from(1).prepend(drawn.samples(), drawn.batch());
        return draw.mean(value.reshape(leading));
    }

    private static String unknown(String name, Distribution q, Distribution p) {
        return "no closed form is known between "
                + q.getClass().getSimpleName()
                + " and "
                + KlRegistry.original(p).getClass().getSimpleName()
                + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private static String unusable(String name) {
        return "no closed form has the right expectation for "
                + name
                + ", whose parents the inference draws after it";
    }

    /**
     * KL(q_i || p_i) of one latent variable, or of one factor of it.
     *
     * @param name of the variable or the factor; empty where a model has one variable without factors
     * @param value in nats, [B]
     * @param source how it was computed
     * @param dependsOnDraws whether other draws give another value
     * @param units computes the divergences of its independent units, [B, U], where they are known
     */
    public record KlTerm(
            String name,
            Tensor value,
            KlSource source,
            boolean dependsOnDraws,
            Optional<Supplier<Tensor>> units) {}
}
