// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A metric as a reader knows it.
 *
 * @param name its name in the records
 * @param label its name in print
 * @param direction which values are better
 */
public record Metric(String name, String label, Direction direction) {

    private static final Map<String, Metric> KNOWN =
            Map.ofEntries(
                    known("elbo", "ELBO", Direction.HIGHER),
                    known("logLikelihood", "log p(x)", Direction.HIGHER),
                    known("bitsPerDimension", "bits/dim", Direction.LOWER),
                    known("reconstruction", "Reconstruction", Direction.NEITHER),
                    known("kl", "KL", Direction.NEITHER),
                    known("activeUnits", "Active units", Direction.NEITHER),
                    known("mutualInformation", "I(x; z) of N data", Direction.NEITHER),
                    known("aggregateKl", "KL(q(z) || p(z)) of N data", Direction.NEITHER),
                    known("totalCorrelation", "TC(z) of N data", Direction.NEITHER),
                    known("reconstructionError", "Squared error", Direction.NEITHER),
                    known("logLikelihood.ais", "log p(x) by AIS", Direction.HIGHER),
                    known("logLikelihood.refined", "log p(x) by refined q", Direction.HIGHER),
                    known("aisEffectiveSampleSize", "ESS of AIS", Direction.NEITHER),
                    known("aisAcceptance", "Acceptance of AIS", Direction.NEITHER),
                    known("logLikelihood.bdmcLower", "BDMC lower bound", Direction.NEITHER),
                    known("logLikelihood.bdmc", "BDMC upper bound", Direction.NEITHER),
                    known("bdmcGap", "BDMC gap", Direction.NEITHER),
                    known("amortizationGap", "Amortization gap", Direction.NEITHER),
                    known("approximationGap", "Approximation gap", Direction.NEITHER),
                    known("logJoint", "log p(x, z)", Direction.NEITHER),
                    known("paretoK", "Unreliable k-hat", Direction.NEITHER),
                    known("paretoKNotFitted", "k-hat not fitted", Direction.NEITHER),
                    known("effectiveSampleSize", "Median ESS", Direction.NEITHER),
                    known("importanceErrorMissed", "Error above target", Direction.NEITHER),
                    known("codebookPerplexity", "Codebook perplexity", Direction.NEITHER),
                    known("codebookUsage", "Codebook usage", Direction.NEITHER),
                    known("auroc", "AUROC", Direction.HIGHER),
                    known("auroc.logLikelihood", "AUROC by log p(x)", Direction.HIGHER),
                    known("averagePrecision", "Average precision", Direction.HIGHER),
                    known(
                            "averagePrecision.logLikelihood",
                            "Average precision by log p(x)",
                            Direction.HIGHER),
                    known("accuracy", "Accuracy", Direction.HIGHER),
                    known("mig", "MIG", Direction.HIGHER),
                    known("sap", "SAP", Direction.HIGHER),
                    known("factorVae", "FactorVAE", Direction.HIGHER),
                    known("modularity", "Modularity", Direction.HIGHER),
                    known("nmi", "NMI", Direction.HIGHER),
                    known("ari", "ARI", Direction.HIGHER));

    /** What is measured of each latent variable or factor too, {@code kl.normal1}. */
    private static final List<String> OF_VARIABLES = List.of("kl", "activeUnits");

    private static final List<String> FURTHER_PARTS = List.of("accuracy.", "dci.", "kl.");

    /** What is measured of a further inference, {@code elbo.svi}, under the names of the model's own. */
    private static final Map<String, Metric> OF_INFERENCES =
            Map.of(
                    "elbo.", new Metric("elbo", "ELBO", Direction.HIGHER),
                    "reconstruction.",
                            new Metric("reconstruction", "Reconstruction", Direction.NEITHER),
                    "logJoint.", new Metric("logJoint", "log p(x, z)", Direction.NEITHER),
                    "rHat.", new Metric("rHat", "Mean R-hat", Direction.NEITHER),
                    "unconverged.",
                            new Metric("unconverged", "R-hat above 1.01", Direction.NEITHER),
                    "chainEffectiveSampleSize.",
                            new Metric(
                                    "chainEffectiveSampleSize", "ESS of chains", Direction.NEITHER),
                    "chainAcceptance.",
                            new Metric("chainAcceptance", "Acceptance", Direction.NEITHER));

    /**
     * Returns a metric by its name in the records. Of an unknown one no direction is assumed; it is
     * printed under its own name and not ranked.
     *
     * @param name the name in the records
     * @return the metric
     */
    public static Metric named(String name) {
        Metric known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith("accuracy.")) {
            return new Metric(
                    name, "Accuracy by " + name.substring("accuracy.".length()), Direction.HIGHER);
        }
        for (String whole : OF_VARIABLES) {
            if (name.startsWith(whole + ".")) {
                String variable = name.substring(whole.length() + 1);
                return new Metric(
                        name, KNOWN.get(whole).label() + " of " + variable, Direction.NEITHER);
            }
        }
        if (name.startsWith("dci.")) {
            return new Metric(name, "DCI " + name.substring("dci.".length()), Direction.HIGHER);
        }
        return OF_INFERENCES.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .findFirst()
                .map(
                        entry ->
                                new Metric(
                                        name,
                                        entry.getValue().label()
                                                + " by "
                                                + name.substring(entry.getKey().length()),
                                        entry.getValue().direction()))
                .orElseGet(() -> new Metric(name, name, Direction.NEITHER));
    }

    /** Returns the names of the metrics that are known here, but for those with a further part. */
    public static List<String> names() {
        return KNOWN.keySet().stream().sorted().toList();
    }

    /**
     * Returns whether a metric is known by its name in the records, also as one of those with a further
     * part: {@code elbo.svi}, {@code kl.normal1}, {@code accuracy.knn100}, {@code dci.completeness}.
     */
    public static boolean isKnown(String name) {
        return KNOWN.containsKey(name)
                || Stream.concat(OF_INFERENCES.keySet().stream(), FURTHER_PARTS.stream())
                        .anyMatch(prefix -> name.startsWith(prefix) && !name.equals(prefix));
    }

    /**
     * Returns whether it is of the classes that training had none of: with others it is another
     * quantity.
     */
    boolean isOfLeftOut() {
        return name.startsWith("auroc") || name.startsWith("averagePrecision");
    }

    /**
     * Returns whether it only describes a model: it has no direction and is not a term of the bound.
     */
    public boolean isDiagnostic() {
        return direction == Direction.NEITHER
                && !name.equals("reconstruction")
                && !name.equals("kl");
    }

    private static Map.Entry<String, Metric> known(String name, String label, Direction direction) {
        return Map.entry(name, new Metric(name, label, direction));
    }
}
