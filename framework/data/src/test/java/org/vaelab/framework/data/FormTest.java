// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.data.Column.Kind;

final class FormTest {

    private static final Form TABLE =
            new Form.Table(
                    List.of(
                            new Column("colour", Kind.CATEGORICAL, List.of("red", "green")),
                            new Column("grade", Kind.ORDINAL, List.of("1", "2", "3")),
                            new Column("born", Kind.DATE, List.of(), true),
                            new Column("rooms", Kind.REAL, List.of(), true)));

    private static final Form SERIES = new Form.Series(List.of("a", "b"));

    private static final Form TEXTS =
            new Form.Texts(
                    new Vocabulary(
                            List.of(Vocabulary.SPECIAL.get(0), Vocabulary.SPECIAL.get(1), "x", "y"),
                            " ",
                            ""));

    private static List<Form> forms() {
        Modality one =
                new Modality(
                        "one",
                        0,
                        DataShape.flat(4),
                        ValueDomain.COLUMNS,
                        TABLE,
                        false,
                        "columns",
                        "mlp");
        return List.of(Form.arrays(), TABLE, SERIES, TEXTS, new Form.Modalities(List.of(one)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void isReadAsItWasWritten(Form form) throws Exception {
        JsonMapper mapper = new JsonMapper();
        String text = mapper.writerFor(Form.class).writeValueAsString(form);
        assertThat(mapper.readValue(text, Form.class)).isEqualTo(form);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void rowsHaveTheFields(Form form) {
        double[] example = {1, 0, 2, 3};
        assertThat(form.rows(example))
                .isNotEmpty()
                .allSatisfy(
                        row -> {
                            assertThat(row).hasSameSizeAs(form.fields(4));
                            for (int j = 0; j < row.size(); j++) {
                                assertThat(row.get(j) instanceof Number)
                                        .isEqualTo(form.fields(4).get(j).isNumber());
                            }
                        });
    }

    @Test
    void aTableHasNamesDatesAndNumbers() {
        double[] example = {0.7, 1.4, 19_000.6, 2.4};
        // The mean of categories whose names are numbers stays a number.
        assertThat(TABLE.rows(example)).containsExactly(List.of("green", 1.4f, "2022-01-09", 2.4));
        assertThat(TABLE.filledCell(3, 2.4)).isEqualTo(2.0f);
        assertThat(TABLE.exactCell(2, 19_000.5)).isEqualTo("2022-01-08T12:00");
        assertThat(TABLE.exactCell(3, 0.1)).isEqualTo(0.1);
        assertThat(TABLE.exactCell(3, 3)).isEqualTo(3L);
        assertThat(TABLE.rows(new double[] {1, Double.NaN, 0, 1}).get(0).get(1)).isNull();
    }

    @Test
    void aSeriesHasARowForEachStep() {
        assertThat(SERIES.rowName()).contains("step");
        assertThat(SERIES.rows(new double[] {1, 2, 3, Double.NaN}))
                .containsExactly(List.of(1f, 2f), Arrays.asList(3f, null));
        assertThat(SERIES.place(3)).isEqualTo("step 2, variable 'b'");
    }

    @Test
    void onlyTheEndOfATextMayBeMissing() {
        assertThat(TEXTS.contains(ValueDomain.TOKENS, 0, Double.NaN, false)).isFalse();
        assertThat(TEXTS.contains(ValueDomain.TOKENS, 1, Double.NaN, false)).isTrue();
        assertThat(TEXTS.contains(ValueDomain.TOKENS, 1, 4, false)).isFalse();
        assertThat(TABLE.contains(ValueDomain.COLUMNS, 0, 2, true)).isFalse();
        assertThat(TABLE.contains(ValueDomain.COLUMNS, 0, Double.NaN, true)).isTrue();
        assertThat(TABLE.contains(ValueDomain.COLUMNS, 0, Double.NaN, false)).isFalse();
    }

    @Test
    void namesOfCategoriesTellDataApart() {
        Form other =
                new Form.Table(List.of(new Column("colour", Kind.CATEGORICAL, List.of("r", "g"))));
        assertThat(other.identity()).hasSize(1).isNotEqualTo(TABLE.identity().subList(0, 1));
        assertThat(Form.arrays().identity()).isEmpty();
    }
}
