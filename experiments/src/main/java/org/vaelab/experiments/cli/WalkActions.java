// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.experiments.run.LatentWalks;
import org.vaelab.experiments.run.LatentWalks.Traversed;
import org.vaelab.experiments.run.LatentWalks.UnitChoice;
import org.vaelab.experiments.run.MissingParts;
import org.vaelab.experiments.run.TrainedModel;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/** Carries out the commands that lead a finished model through its latent space. */
final class WalkActions {

    /** A share of accepted proposals below which a chain of the default length says little. */
    private static final double FEW = 0.01;

    private static final int IMPUTED = 20;

    private WalkActions() {}

    static int traverse(Session session, RunChoice choice, TraverseChoice which)
            throws IOException {
        UnitChoice units = which.choice();
        try (TrainedModel trained = ModelActions.open(session, choice)) {
            Examples examples = ModelActions.examples(trained.data(), which, 1);
            OutFile out = new OutFile(session, which.outOr("traversals.png"));
            LatentWalks walks = new LatentWalks(trained.model(), trained.data());
            List<Traversed> rows = new ArrayList<>();
            out.write(
                    file ->
                            rows.addAll(
                                    which.prior
                                            ? walks.traversePrior(
                                                    RandomKey.of(which.seed),
                                                    which.first == null ? 1 : which.first,
                                                    which.condition,
                                                    units,
                                                    file)
                                            : walks.traverse(examples, units, file)));
            print(out.notes(), rows);
            return out.written();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(PrintWriter out, List<Traversed> units) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            double kl = units.get(i).kl();
            rows.add(
                    List.of(
                            Integer.toString(i + 1),
                            units.get(i).name(),
                            NumberText.of("%.3f", kl)));
        }
        TextTable.print(out, List.of("row", "unit", "KL in nats"), rows);
        out.println();
    }

    static int interpolate(Session session, RunChoice choice, InterpolateChoice which)
            throws IOException {
        try (TrainedModel trained = ModelActions.open(session, choice)) {
            Examples examples = which.of(ModelActions.all(trained.data(), which.split));
            LatentWalks walks = new LatentWalks(trained.model(), trained.data());
            OutFile out = new OutFile(session, which.outOr("interpolations.png"));
            out.write(file -> walks.interpolate(examples, which.steps, file));
            return out.written();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    static int impute(Session session, RunChoice choice, ImputeChoice which) throws IOException {
        MissingParts.Choice how = which.choice();
        try (TrainedModel trained = ModelActions.open(session, choice)) {
            Examples examples = ModelActions.examples(trained.data(), which, IMPUTED);
            MissingParts parts = new MissingParts(trained.model(), trained.data());
            OutFile out = new OutFile(session, which.outOr("imputations.png"));
            List<MissingParts.Quality> quality = new ArrayList<>();
            RandomKey key = RandomKey.of(which.seed);
            out.write(file -> quality.add(parts.impute(key, examples, how, file)));
            quality.forEach(q -> print(out.notes(), q));
            return out.written();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(PrintWriter out, MissingParts.Quality quality) {
        double[] logs = quality.logPredictive();
        Estimate mean = Estimate.ofMean(logs, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
        out.printf(
                Locale.ROOT,
                "log p of a missing value: %.4f nats (standard error %s, over %d examples), the mean"
                        + " under what z predicts of each value alone%n",
                mean.value(),
                NumberText.of("%.4f", mean.standardError()),
                logs.length);
        double acceptance = Arrays.stream(quality.acceptance()).average().orElse(Double.NaN);
        if (!Double.isNaN(acceptance)) {
            out.println(accepted(acceptance));
        }
    }

    /** Says what share of proposals was accepted, and what helps if it is tiny. */
    static String accepted(double share) {
        String text = String.format(Locale.ROOT, "accepted proposals: %.1f %%", 100 * share);
        return share >= FEW
                ? text
                : text + "; these chains hardly moved: give more --steps, or --method pseudo-gibbs";
    }
}
