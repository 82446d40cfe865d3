// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance.Backend;
import org.vaelab.framework.record.Provenance.Execution;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.SearchFolder;

/**
 * Work of one kind on a model, and what it consumed.
 *
 * @param model its label
 * @param kind what was done
 * @param pieces the runs or evaluations
 */
@Internal
public record Work(String model, String kind, List<Piece> pieces) {

    public static final String RUNS = "runs";
    public static final String SEARCH = "search";
    public static final String EVALUATIONS = "further evaluations";

    public Work {
        pieces = List.copyOf(pieces);
    }

    /**
     * A run or an evaluation.
     *
     * @param status null if it has not ended
     * @param executions what each execution consumed
     * @param hardware where it was done, in words; empty if that is not known
     */
    public record Piece(@Nullable RunStatus status, List<Compute> executions, String hardware) {

        static Piece of(RunFolder folder, @Nullable RunRecord record) throws IOException {
            List<Compute> executions = folder.readCompute(record);
            return record == null
                    ? new Piece(null, executions, "")
                    : of(
                            record.status(),
                            executions,
                            record.provenance().execution(),
                            record.provenance().backend());
        }

        static Piece of(EvaluationRecord.EvaluationProvenance origin) {
            return of(
                    RunStatus.COMPLETED,
                    origin.execution().compute(),
                    origin.execution(),
                    origin.backend());
        }

        private static Piece of(
                RunStatus status,
                List<Compute> executions,
                @Nullable Execution last,
                Backend backend) {
            if (last == null) {
                return new Piece(status, executions, "");
            }
            String gpu = backend.details().getOrDefault("gpu", "");
            String hardware =
                    last.cpu()
                            + " ("
                            + last.cpus()
                            + (last.cpus() == 1 ? " processor)" : " processors)")
                            + (backend.device().equals("cpu") ? "" : ", " + backend.device())
                            + (gpu.isEmpty() ? "" : " " + gpu);
            return new Piece(status, executions, hardware);
        }
    }

    /**
     * Returns the energy of an execution that was measured, of all meters; NaN if there is none.
     */
    public static double joules(Compute of) {
        return of.joules().isEmpty()
                ? Double.NaN
                : of.joules().values().stream().mapToDouble(joules -> joules).sum();
    }

    /** Returns all executions of all pieces. */
    public Stream<Compute> executions() {
        return pieces.stream().flatMap(piece -> piece.executions().stream());
    }

    /** Returns the number of pieces with a status; null: that have not ended. */
    public long count(@Nullable RunStatus status) {
        return pieces.stream().filter(piece -> piece.status() == status).count();
    }

    /** Returns the sum of a quantity over the executions where it is known; NaN if it never is. */
    public double sum(ToDoubleFunction<Compute> quantity) {
        return executions()
                .mapToDouble(quantity)
                .filter(Double::isFinite)
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    /** Returns the number of pieces in which the quantity is known of every execution. */
    public long known(ToDoubleFunction<Compute> quantity) {
        return pieces.stream()
                .filter(piece -> !piece.executions().isEmpty())
                .filter(
                        piece ->
                                piece.executions().stream()
                                        .mapToDouble(quantity)
                                        .allMatch(Double::isFinite))
                .count();
    }

    /** Returns the number of executions that were killed: they count up to their last note. */
    public long killed() {
        return executions().filter(execution -> !execution.ended()).count();
    }

    /** Returns the largest number of runs that shared a process. */
    public int together() {
        return executions().mapToInt(Compute::together).max().orElse(0);
    }

    /** Returns the meters that measured energy. */
    public Set<String> meters() {
        Set<String> meters = new TreeSet<>();
        executions().forEach(execution -> meters.addAll(execution.joules().keySet()));
        return meters;
    }

    /** Returns why energy is not known, as clauses: {@code device: ...}. */
    public Set<String> unmeasured() {
        Set<String> reasons = new LinkedHashSet<>();
        executions()
                .forEach(of -> of.unmeasured().forEach((m, why) -> reasons.add(m + ": " + why)));
        return reasons;
    }

    /** Returns where the work was done. */
    public Set<String> hardware() {
        Set<String> hardware = new LinkedHashSet<>();
        pieces.stream().map(Piece::hardware).filter(h -> !h.isEmpty()).forEach(hardware::add);
        return hardware;
    }

    /** Returns several as one. */
    public static Work total(Collection<Work> all) {
        return new Work("", "", all.stream().flatMap(work -> work.pieces().stream()).toList());
    }

    /**
     * Returns the work on each model of a comparison: its runs, the trials of its search, and
     * further evaluations, as far as there are any.
     *
     * @throws IOException if a file cannot be read
     */
    public static List<Work> of(Comparison comparison) throws IOException {
        List<Work> all = new ArrayList<>();
        for (ComparedModel model : comparison.models()) {
            List<Piece> runs = new ArrayList<>();
            List<Piece> trials = new ArrayList<>();
            List<Piece> evaluations = new ArrayList<>();
            for (ComparedRun run : model.runs()) {
                runs.add(Piece.of(run.folder(), run.record()));
                for (Path file : run.folder().evaluations().files()) {
                    evaluations.add(Piece.of(EvaluationFolder.read(file).origin()));
                }
            }
            for (SearchFolder search : model.searches()) {
                trials.addAll(trials(search));
            }
            String label = model.label().plain();
            Stream.of(
                            new Work(label, RUNS, runs),
                            new Work(label, SEARCH, trials),
                            new Work(label, EVALUATIONS, evaluations))
                    .filter(work -> !work.pieces().isEmpty())
                    .forEach(all::add);
        }
        return all;
    }

    private static List<Piece> trials(SearchFolder search) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (ComparisonFolder rung : search.rungs()) {
            for (PlannedRun planned : rung.readPlan().runs()) {
                RunFolder folder = rung.run(planned);
                pieces.add(Piece.of(folder, folder.hasResult() ? folder.readResult() : null));
            }
        }
        return pieces;
    }
}
