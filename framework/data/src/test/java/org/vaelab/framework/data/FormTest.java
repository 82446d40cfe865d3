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
import org.vaelab.framework.data.FileTable.Field;

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

    private static Form modalities(Form one) {
        DataShape shape = DataShape.flat(one.columns().size());
        return new Form.Modalities(
                List.of(
                        new Modality(
                                "one",
                                0,
                                shape,
                                ValueDomain.COLUMNS,
                                one,
                                false,
                                "columns",
                                "mlp")));
    }

    private static List<Form> forms() {
        return List.of(Form.arrays(), TABLE, SERIES, TEXTS, modalities(TABLE));
    }

    @Test
    void allFormsAreTested() {
        assertThat(forms())
                .extracting(form -> (Object) form.getClass())
                .containsExactlyInAnyOrder((Object[]) Form.class.getPermittedSubclasses());
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
                                assertThat(row.get(j) instanceof String)
                                        .isEqualTo(form.fields(4).get(j).isText());
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
        assertThat(SERIES.fields(4)).extracting(Field::name).containsExactly("step", "a", "b");
        assertThat(SERIES.rows(new double[] {1, 2, 3, Double.NaN}))
                .containsExactly(List.of("1", 1f, 2f), Arrays.asList("2", 3f, null));
        assertThat(SERIES.period(4)).isEqualTo(2);
        assertThat(SERIES.placeOf("b")).isEqualTo(1);
        assertThat(SERIES.placeOf("step")).isEqualTo(-1);
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

    @Test
    void aDomainNeedsTheFormThatDescribesIt() {
        assertThat(Form.arrays().obstacle(ValueDomain.REAL, 4)).isEmpty();
        assertThat(Form.arrays().obstacle(ValueDomain.COLUMNS, 4))
                .get()
                .asString()
                .contains("kinds");
        assertThat(SERIES.obstacle(ValueDomain.TOKENS, 4)).get().asString().contains("vocabulary");
        assertThat(TEXTS.obstacle(ValueDomain.TOKENS, 4)).isEmpty();
        assertThat(TABLE.obstacle(ValueDomain.COLUMNS, 4)).isEmpty();
        assertThat(TABLE.obstacle(ValueDomain.COLUMNS, 3))
                .contains("4 columns are described, an example has 3 values");
        assertThat(modalities(TABLE).obstacle(ValueDomain.MODALITIES, 4)).isEmpty();
        assertThat(modalities(TABLE).obstacle(ValueDomain.REAL, 4))
                .contains("modalities that are not described");
    }

    @Test
    void aDifferenceSaysWhyWeightsMeanNothing() {
        Form renamed =
                new Form.Table(List.of(new Column("c", Kind.CATEGORICAL, List.of("red", "blue"))));
        assertThat(TABLE.difference(TABLE)).isEmpty();
        assertThat(TABLE.difference(Form.arrays())).isEmpty();
        assertThat(TABLE.difference(renamed))
                .contains(
                        "its column 'colour' is categorical [red, green], here 'c' is categorical"
                                + " [red, blue]");
        assertThat(modalities(TABLE).difference(modalities(renamed)))
                .get()
                .asString()
                .startsWith("modality 'one': its column 'colour'");
    }

    @Test
    void aTextIsCutIfItHasNoEndOrAnUnknownToken() {
        assertThat(TEXTS.isWhole(new double[] {2, 3, 0, Double.NaN})).isTrue();
        assertThat(TEXTS.isWhole(new double[] {2, 1, 0, Double.NaN})).isFalse();
        assertThat(TEXTS.isWhole(new double[] {2, 3, 2, Double.NaN})).isFalse();
    }

    @Test
    void imagesHaveOneOrThreeChannels() {
        assertThat(Form.arrays().display(new DataShape(3, 2, 2))).isEqualTo(Form.Display.IMAGES);
        assertThat(Form.arrays().display(new DataShape(2, 2, 2))).isEqualTo(Form.Display.ROWS);
        assertThat(Form.arrays().display(DataShape.flat(4))).isEqualTo(Form.Display.ROWS);
        assertThat(SERIES.display(new DataShape(1, 2, 2))).isEqualTo(Form.Display.SERIES);
    }
}
