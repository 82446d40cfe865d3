// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.PerExample;

/**
 * The scores of examples. The columns are what the example is called, its labels, {@code leftOut}
 * if classes are left out of training, and the scores in nats, {@link DatumScores#columns}.
 *
 * @param leftOut the classes left out of training; empty if there are none, or labels are not known
 * @param added further columns
 * @param cells the cells of these, row by row; empty if there are none
 */
@Internal
public record ScoreTable(
        Examples examples,
        DatumScores scores,
        Optional<LeftOut> leftOut,
        List<Field> added,
        List<List<Object>> cells) {

    /** Writes a row for each example. */
    public void write(Path file) throws IOException {
        OutputTable.write(file, columns(), this::rows);
    }

    private List<Field> columns() {
        List<Field> columns = new ArrayList<>(OutputTable.keys(examples));
        if (leftOut.isPresent()) {
            columns.add(Field.number("leftOut"));
        }
        scores.columns().keySet().forEach(name -> columns.add(Field.number(name)));
        columns.addAll(added);
        return columns;
    }

    private void rows(OutputTable.Sink sink) throws IOException {
        boolean @Nullable [] marks = leftOut.map(out -> out.marks(examples)).orElse(null);
        boolean @Nullable [] known = leftOut.map(out -> out.known(examples)).orElse(null);
        Collection<PerExample> numbers = scores.columns().values();
        for (int i = 0; i < examples.size(); i++) {
            List<@Nullable Object> row = new ArrayList<>(OutputTable.keys(examples, i));
            if (marks != null && known != null) {
                row.add(known[i] ? (Integer) (marks[i] ? 1 : 0) : null);
            }
            for (PerExample column : numbers) {
                row.add(PerDatumFile.cell(column, i));
            }
            if (!cells.isEmpty()) {
                row.addAll(cells.get(i));
            }
            sink.row(row);
        }
    }
}
