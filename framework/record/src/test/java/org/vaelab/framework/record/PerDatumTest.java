// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerDatumTest {

    @TempDir Path folder;

    @Test
    void theNumbersOfExamplesAreReadByColumn() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.readPerDatum()).isEmpty();
        Csv csv = new Csv("index", "elbo", "logLikelihood");
        csv.row(0, -1.5, null);
        csv.row(1, -2.5, -2.0);
        csv.write(run.perDatum());
        Map<String, double[]> columns = run.readPerDatum();
        assertThat(columns.get("elbo")).containsExactly(-1.5, -2.5);
        assertThat(columns.get("logLikelihood")).containsExactly(Double.NaN, -2.0);
    }

    @Test
    void aDamagedFileIsRejected() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.perDatum(), "index,elbo\n0,-1.5\n1,");
        assertThatThrownBy(run::readPerDatum)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("cut short");
        Files.writeString(run.perDatum(), "index,elbo\n0,x\n");
        assertThatThrownBy(run::readPerDatum).hasMessageContaining("not a number: x");
        Files.writeString(run.perDatum(), "index,elbo\n0,\"1\n1,2\n");
        assertThatThrownBy(run::readPerDatum)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageContaining("Unclosed quoted field");
        Files.writeString(run.perDatum(), "index,elbo\n0,1\n\n");
        assertThatThrownBy(run::readPerDatum)
                .hasMessageContaining("record 2: 1 fields, expected 2");
    }

    @Test
    void fieldsAreQuotedWhereReadersNeedIt() throws IOException {
        Csv csv = new Csv("#name", "");
        csv.row("a,b", "say \"x\"");
        csv.row("two\nlines", null);
        csv.row(" ", Double.NaN);
        csv.row("#", 0.1);
        assertThat(csv.toString())
                .isEqualTo("#name,\n\"a,b\",\"say \"\"x\"\"\"\n\"two\nlines\",\n ,\n#,0.1\n");
        csv.write(folder.resolve("t.csv"));
        assertThat(Csv.readFields(folder.resolve("t.csv")))
                .containsEntry("#name", List.of("a,b", "two\nlines", " ", "#"))
                .containsEntry("", List.of("say \"x\"", "", "", "0.1"));
    }
}
