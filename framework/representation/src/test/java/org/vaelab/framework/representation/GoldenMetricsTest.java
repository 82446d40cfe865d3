// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.evaluation.predictive.NearestNeighbours;
import org.vaelab.testkit.problem.Golden;

/** Every formula against reference values computed elsewhere. */
class GoldenMetricsTest {

    private static final Golden GOLDEN = Golden.beside(GoldenMetricsTest.class, "metrics.json");

    private static double[][] matrix(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(Golden::numbers)
                .toArray(double[][]::new);
    }

    private static int[] integers(JsonNode node) {
        return Arrays.stream(Golden.numbers(node)).mapToInt(v -> (int) v).toArray();
    }

    private static int[][] integerMatrix(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .map(GoldenMetricsTest::integers)
                .toArray(int[][]::new);
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] flat(long[][] rows) {
        return Arrays.stream(rows).flatMapToLong(Arrays::stream).asDoubleStream().toArray();
    }

    private static double[] real(int... values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    static Stream<JsonNode> informationGiven() {
        return GOLDEN.cases("mig_from_mi");
    }

    @ParameterizedTest
    @MethodSource("informationGiven")
    void gapOfGivenInformation(JsonNode golden) {
        JsonNode input = golden.get("input");
        check(
                golden,
                new CodeFactorInformation(
                        matrix(input.get("mi")), Golden.numbers(input, "factor_entropies")));
    }

    private static void check(JsonNode golden, CodeFactorInformation table) {
        double[] perFactor = MutualInformationGap.perFactor(table);
        GOLDEN.check(golden, "per_factor", perFactor);
        GOLDEN.check(golden, "mig", Gap.mean(perFactor));
    }

    static Stream<JsonNode> discreteCodes() {
        return GOLDEN.cases("mig_from_codes");
    }

    @ParameterizedTest
    @MethodSource("discreteCodes")
    void gapOfDiscreteCodes(JsonNode golden) {
        JsonNode input = golden.get("input");
        CodeFactorInformation table =
                CodeFactorInformation.of(
                        integerMatrix(input.get("codes")),
                        List.of(integerMatrix(input.get("factors"))));
        GOLDEN.check(golden, "mi", flat(table.information()));
        GOLDEN.check(golden, "factor_entropies", table.entropies());
        check(golden, table);
    }

    static Stream<JsonNode> scores() {
        return GOLDEN.cases("sap_from_scores");
    }

    @ParameterizedTest
    @MethodSource("scores")
    void gapOfScores(JsonNode golden) {
        double[] perFactor = Gap.ofFactors(matrix(golden.get("input").get("scores")));
        GOLDEN.check(golden, "per_factor", perFactor);
        GOLDEN.check(golden, "sap", Gap.mean(perFactor));
    }

    static Stream<JsonNode> continuous() {
        return GOLDEN.cases("sap_continuous");
    }

    @ParameterizedTest
    @MethodSource("continuous")
    void squaredCorrelations(JsonNode golden) {
        double[][] codes = matrix(golden.get("input").get("codes"));
        double[][] factors = matrix(golden.get("input").get("factors"));
        double[][] scores = new double[codes.length][factors.length];
        for (int l = 0; l < codes.length; l++) {
            for (int k = 0; k < factors.length; k++) {
                scores[l][k] = AttributePredictability.squaredCorrelation(codes[l], factors[k]);
            }
        }
        GOLDEN.check(golden, "scores", flat(scores));
        double[] perFactor = Gap.ofFactors(scores);
        GOLDEN.check(golden, "per_factor", perFactor);
        GOLDEN.check(golden, "sap", Gap.mean(perFactor));
    }

    static Stream<JsonNode> importances() {
        return GOLDEN.cases("dci");
    }

    @ParameterizedTest
    @MethodSource("importances")
    void disentanglementAndCompleteness(JsonNode golden) {
        ImportanceScores scores =
                new ImportanceScores(matrix(golden.get("input").get("importance")));
        GOLDEN.check(golden, "disentanglement", scores.disentanglement());
        GOLDEN.check(golden, "completeness", scores.completeness());
        GOLDEN.check(golden, "disentanglement_per_code", scores.perCode());
        GOLDEN.check(golden, "completeness_per_factor", scores.perFactor());
        GOLDEN.check(golden, "code_weights", scores.codeWeights());
        GOLDEN.check(golden, "factor_weights", scores.factorWeights());
    }

    static Stream<JsonNode> informativeness() {
        return GOLDEN.cases("dci_informativeness");
    }

    @ParameterizedTest
    @MethodSource("informativeness")
    void accuracies(JsonNode golden) {
        int[][] predicted = integerMatrix(golden.get("input").get("discrete_predictions"));
        int[][] targets = integerMatrix(golden.get("input").get("discrete_targets"));
        double[] accuracies = new double[targets.length];
        Arrays.setAll(
                accuracies,
                k ->
                        Arrays.stream(RepresentationMetric.hits(predicted[k], targets[k]))
                                .average()
                                .orElseThrow());
        GOLDEN.check(golden, "accuracy_per_factor", accuracies);
        GOLDEN.check(golden, "informativeness_accuracy", Gap.mean(accuracies));
    }

    static Stream<JsonNode> votes() {
        return GOLDEN.cases("factor_vae_votes");
    }

    private static List<VoteTable.Vote> votes(JsonNode list) {
        return Arrays.stream(integerMatrix(list))
                .map(vote -> new VoteTable.Vote(vote[0], vote[1]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("votes")
    void classifiersMadeOfVotes(JsonNode golden) {
        JsonNode input = golden.get("input");
        List<VoteTable.Vote> training = votes(input.get("train_votes"));
        VoteTable table =
                new VoteTable(
                        input.get("num_codes").asInt(), input.get("num_factors").asInt(), training);
        GOLDEN.check(golden, "vote_matrix", flat(table.counts()));
        GOLDEN.check(golden, "classifier", real(table.classifier()));
        GOLDEN.check(golden, "train_accuracy", table.accuracy(training));
        GOLDEN.check(golden, "eval_accuracy", table.accuracy(votes(input.get("eval_votes"))));
    }

    static Stream<JsonNode> samples() {
        return GOLDEN.cases("factor_vae_samples");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void votesOfBatches(JsonNode golden) {
        JsonNode input = golden.get("input");
        double[] variances = Golden.numbers(input, "global_variance");
        boolean[] active = new boolean[variances.length];
        for (int l = 0; l < active.length; l++) {
            active[l] = input.get("active").get(l).asBoolean();
        }
        int[] held = integers(input.get("fixed_factor"));
        List<VoteTable.Vote> votes = new ArrayList<>();
        for (int g = 0; g < held.length; g++) {
            double[][] batch = matrix(input.get("groups").get(g));
            votes.add(
                    new VoteTable.Vote(
                            FactorVaeScore.steadiest(batch, variances, active), held[g]));
        }
        VoteTable table = new VoteTable(variances.length, input.get("num_factors").asInt(), votes);
        GOLDEN.check(
                golden, "argmin_code", votes.stream().mapToDouble(VoteTable.Vote::code).toArray());
        GOLDEN.check(golden, "vote_matrix", flat(table.counts()));
        GOLDEN.check(golden, "majority_accuracy", table.accuracy(votes));
    }

    static Stream<JsonNode> pairs() {
        return GOLDEN.cases("discrete_pair");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void pairsOfLabellings(JsonNode golden) {
        ContingencyTable table =
                ContingencyTable.of(
                        integers(golden.get("input").get("a")),
                        integers(golden.get("input").get("b")));
        GOLDEN.check(golden, "entropy_a", table.entropyA());
        GOLDEN.check(golden, "entropy_b", table.entropyB());
        GOLDEN.check(
                golden,
                "joint_entropy",
                table.entropyA() + table.entropyB() - table.mutualInformation());
        GOLDEN.check(golden, "mi", table.mutualInformation());
        GOLDEN.check(golden, "ari", table.adjustedRandIndex());
        GOLDEN.check(golden, "nmi_arithmetic", table.normalizedMutualInformation());
    }

    static Stream<JsonNode> binned() {
        return GOLDEN.cases("discretize");
    }

    @ParameterizedTest
    @MethodSource("binned")
    void binsOfEqualWidth(JsonNode golden) {
        double[] values = Golden.numbers(golden.get("input"), "values");
        int bins = golden.get("input").get("num_bins").asInt();
        int[] of = CodeFactorInformation.bins(values, bins);
        GOLDEN.check(golden, "edges", CodeFactorInformation.edges(values, bins));
        GOLDEN.check(golden, "bins", real(of));
        GOLDEN.check(golden, "entropy", ContingencyTable.of(of, of).entropyA());
    }

    static Stream<JsonNode> neighbours() {
        return GOLDEN.cases("knn");
    }

    /**
     * Cosine cases too, after codes are brought to unit length: the order of distances is the same.
     */
    @ParameterizedTest
    @MethodSource("neighbours")
    void nearestNeighbours(JsonNode golden) {
        JsonNode input = golden.get("input");
        boolean cosine = input.get("metric").asText().equals("cosine");
        double[][] training = points(input.get("train_x"), cosine);
        double[][] test = points(input.get("test_x"), cosine);
        NearestNeighbours classifier =
                new NearestNeighbours(
                        training, integers(input.get("train_y")), input.get("k").asInt());
        double[] nearest =
                Arrays.stream(test)
                        .flatMapToInt(code -> IntStream.of(classifier.neighbours(code)))
                        .asDoubleStream()
                        .toArray();
        int[] predicted = classifier.predict(test);
        GOLDEN.check(golden, "neighbors", nearest);
        GOLDEN.check(golden, "predictions", real(predicted));
        GOLDEN.check(
                golden,
                "accuracy",
                Gap.mean(RepresentationMetric.hits(predicted, integers(input.get("test_y")))));
    }

    private static double[][] points(JsonNode node, boolean unit) {
        double[][] points = matrix(node);
        if (unit) {
            for (double[] point : points) {
                double length = Math.sqrt(Arrays.stream(point).map(v -> v * v).sum());
                Arrays.setAll(point, l -> point[l] / length);
            }
        }
        return points;
    }
}
