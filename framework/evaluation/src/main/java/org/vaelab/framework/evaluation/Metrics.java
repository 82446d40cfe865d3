// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.plugin.Plugins;

/** The metrics that a config may name, in order. Immutable; {@link #with} adds a plugin's. */
public final class Metrics {

    /** The evidence lower bound; always measured, as are the other names here. */
    public static final String ELBO = "elbo";

    /** E_q[log p(x given z)]. */
    public static final String RECONSTRUCTION = "reconstruction";

    /** KL(q(z given x) || p(z)). */
    public static final String KL = "kl";

    /** The importance-weighted bound of log p(x). */
    public static final String LOG_LIKELIHOOD = "logLikelihood";

    /** {@code -log p(x) / (dimensions ln 2)}. */
    public static final String BITS_PER_DIMENSION = "bitsPerDimension";

    /** The share of data whose k-hat is fitted, and above {@link ImportanceWeights#reliableParetoK}. */
    public static final String PARETO_K = "paretoK";

    /** The share of data whose weights take too few values for a k-hat. */
    public static final String PARETO_K_NOT_FITTED = "paretoKNotFitted";

    /** The median over data of the effective number of importance samples. */
    public static final String EFFECTIVE_SAMPLE_SIZE = "effectiveSampleSize";

    /**
     * The share of data whose standard error of log p(x) by its draws is above that of {@link
     * ImportanceTarget}, where there is one: K reached its limit, or the tail of the weights is
     * heavier than the first draws showed.
     */
    public static final String IMPORTANCE_ERROR_MISSED = "importanceErrorMissed";

    /** The importance-weighted bound of log p(x) with the q of a further inference as proposal. */
    public static final String REFINED_LOG_LIKELIHOOD = "logLikelihood.refined";

    /**
     * The mean of log p(x, z) under an inference that finds values alone, a mode or a chain. It is no
     * bound of log p(x): densities of z have no upper limit.
     */
    public static final String LOG_JOINT = "logJoint";

    /**
     * By how much log p(x), as annealed importance sampling bounds it from below, is above the bound of a
     * further inference, on equal examples (Cremer et al. 2018, section 3): what the family of
     * posteriors costs, as far as the ascent has converged.
     */
    public static final String APPROXIMATION_GAP = "approximationGap";

    /** By how much the bound of a further inference is above the model's own, on equal examples. */
    public static final String AMORTIZATION_GAP = "amortizationGap";

    /** The lower bound of log p(x) by annealed importance sampling, where it is asked for. */
    public static final String AIS = "logLikelihood.ais";

    /** The median over data of the effective number of annealed chains. */
    public static final String AIS_EFFECTIVE_SAMPLE_SIZE = "aisEffectiveSampleSize";

    /** The mean acceptance probability of the transitions of annealed chains. */
    public static final String AIS_ACCEPTANCE = "aisAcceptance";

    /** The upper bound of log p(x) of data simulated from the model, by chains run backward. */
    public static final String BDMC = "logLikelihood.bdmc";

    /** The lower bound of log p(x) of the same data as {@link #BDMC}, by chains run forward. */
    public static final String BDMC_LOWER = "logLikelihood.bdmcLower";

    /** By how much the upper bound is above the lower one: in expectation what either misses at most. */
    public static final String BDMC_GAP = "bdmcGap";

    private static final Set<String> ALWAYS =
            Set.of(
                    ELBO,
                    RECONSTRUCTION,
                    KL,
                    LOG_LIKELIHOOD,
                    PARETO_K,
                    PARETO_K_NOT_FITTED,
                    EFFECTIVE_SAMPLE_SIZE,
                    IMPORTANCE_ERROR_MISSED,
                    REFINED_LOG_LIKELIHOOD,
                    AMORTIZATION_GAP,
                    APPROXIMATION_GAP,
                    LOG_JOINT,
                    AIS,
                    AIS_EFFECTIVE_SAMPLE_SIZE,
                    AIS_ACCEPTANCE,
                    BDMC,
                    BDMC_LOWER,
                    BDMC_GAP);

    private final Map<String, Metric> byName;
    private final Set<String> whereDefined;

    private Metrics(Map<String, Metric> byName, Set<String> whereDefined) {
        this.byName = byName;
        this.whereDefined = whereDefined;
    }

    /** Returns the metrics of the framework. */
    public static Metrics standard() {
        Map<String, Metric> standard = new LinkedHashMap<>();
        standard.put(BITS_PER_DIMENSION, new BitsPerDimension());
        standard.put("activeUnits", new ActiveUnits());
        standard.put("mutualInformation", new MutualInformation());
        standard.put("aggregateKl", new AggregateKl());
        standard.put("totalCorrelation", new TotalCorrelation());
        standard.put("reconstructionError", new ReconstructionError());
        for (Detection.Score score : Detection.Score.values()) {
            String by = score == Detection.Score.BOUND ? "" : "." + LOG_LIKELIHOOD;
            standard.put("auroc" + by, new Detection(score, Detection.Measure.AREA_UNDER_CURVE));
            standard.put(
                    "averagePrecision" + by,
                    new Detection(score, Detection.Measure.AVERAGE_PRECISION));
        }
        return new Metrics(standard, Set.of());
    }

    /** Returns the metrics of the framework, and those that modules bind. */
    public static Metrics of(Plugins plugins) {
        Metrics all = standard();
        Set<String> whereDefined = new TreeSet<>();
        for (Map.Entry<String, Metric> bound : plugins.instances(Metric.class).entrySet()) {
            all = all.with(bound.getKey(), bound.getValue());
            if (bound.getValue().isMeasuredWhereDefined()) {
                whereDefined.add(bound.getKey());
            }
        }
        return all.measuredWhereDefined(whereDefined);
    }

    /** Returns the names that no other metric may have: those of the framework. */
    public static Set<String> reserved() {
        Set<String> names = new TreeSet<>(ALWAYS);
        names.addAll(standard().names());
        return names;
    }

    /**
     * Returns these metrics and one more, measured where a config asks for it.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Metrics with(String name, Metric metric) {
        if (byName.containsKey(name) || ALWAYS.contains(name)) {
            throw new IllegalArgumentException("there is a metric '" + name + "' already");
        }
        Map<String, Metric> more = new LinkedHashMap<>(byName);
        more.put(name, metric);
        return new Metrics(more, whereDefined);
    }

    /**
     * Returns these metrics with some more that are measured of every model for which they are
     * defined, asked for or not.
     *
     * @param names of metrics that these have
     */
    public Metrics measuredWhereDefined(Set<String> names) {
        Set<String> all = new TreeSet<>(whereDefined);
        all.addAll(names);
        return new Metrics(byName, all);
    }

    /** Returns the names of what is measured of every model for which it is defined, in order. */
    List<String> whereDefined() {
        return byName.keySet().stream().filter(whereDefined::contains).toList();
    }

    /** Returns the names that {@code evaluation.metrics} may hold, in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Returns the metrics of the names given, in the order of the names, each once.
     *
     * @throws IllegalArgumentException if a name is unknown; the message names the nearest
     */
    Map<String, Metric> select(List<String> names) {
        Map<String, Metric> selected = new LinkedHashMap<>();
        for (String name : names) {
            Metric metric = byName.get(name);
            if (metric != null) {
                selected.put(name, metric);
            } else if (!ALWAYS.contains(name)) {
                throw unknown(name);
            }
        }
        return selected;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException(
                "unknown metric '"
                        + name
                        + "'"
                        + Spelling.nearest(name, names())
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse(".")
                        + " Known: "
                        + String.join(", ", names()));
    }
}
