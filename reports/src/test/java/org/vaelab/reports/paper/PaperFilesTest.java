// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Method;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.Drawing;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.Picture;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.render.Content;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.render.Sections;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.reports.tables.ModelTables;
import org.vaelab.testkit.reports.Records;

class PaperFilesTest {

    private static final Method IWAE =
            new Method(
                    "iwae",
                    "estimator",
                    "burda2016",
                    "@inproceedings{burda2016,\n  title = {Importance Weighted Autoencoders}\n}");

    private static final Method VAE =
            new Method("gaussian", "variant", "kingma2014", "@misc{kingma2014, title = {AEVB}}");

    private static Map<String, String> files(Comparison comparison) {
        Section.Block table = new Section.OfTable(MetricsTable.of(comparison));
        Section results = new Section("results", "Results", List.of(table));
        return PaperFiles.of(comparison, new Content("a & b", "", List.of(results)));
    }

    private static Comparison two() {
        return new Records()
                .words(Map.of("iwae", "IWAE"))
                .parts(Map.of("estimator", "elbo"), "R^2")
                .trained(Map.of("encoder", 1000L, "decoder", 234L), VAE)
                .runs("beta_vae,beta=0.5", "elbo", 1, -100.0, -101.0)
                .parts(Map.of("estimator", "iwae"), "R^2")
                .trained(Map.of("encoder", 2000L), IWAE, VAE)
                .runs("b", "elbo", 1, -90.0, -90.5)
                .comparison();
    }

    @Test
    void macrosNameTheNumbersAsTheTablesShowThem() {
        assertThat(files(two()).get("macros.tex"))
                .contains(
                        "{beta_vae,beta=0.5/elbo/value}{\\ensuremath{-100.5 \\pm 6.4}}",
                        "{beta_vae,beta=0.5/elbo/raw}{-100.5}",
                        "{beta_vae,beta=0.5/elbo/seeds}{2}",
                        "{beta_vae,beta=0.5/elbo/unit}{nats}",
                        "{beta_vae,beta=0.5/elbo/dataerror}{\\ensuremath{0.10}}",
                        "{beta_vae,beta=0.5/parameters}{1,234}",
                        "{b/elbo/sd}{\\ensuremath{0.35}}",
                        "{b/elbo/verdict}{better}",
                        "{total/runs}{4}",
                        "{table:results/b/ELBO}{$-$90.3 $\\pm$ 3.2}");
    }

    @Test
    void differencesHaveTheSignOfTheTables() {
        assertThat(files(two()).get("macros.tex"))
                .contains("{b/elbo/diffmean}{\\ensuremath{+10.25}}")
                .contains("{b/elbo/difflow}{\\ensuremath{+7.07}}")
                .contains("{b/elbo/diff}{\\ensuremath{+10.25\\ [+7.07,\\ +13.43]}}");
    }

    @Test
    void methodsAreSortedWithoutDuplicates() {
        Method other = new Method("x", "prior", "burda2016", "@misc{burda2016, title = {Other}}");
        Comparison comparison =
                new Records()
                        .trained(Map.of(), VAE, IWAE)
                        .runs("a", "elbo", 1, -1.0, -2.0)
                        .trained(Map.of(), other, VAE)
                        .runs("b", "elbo", 1, -1.0)
                        .comparison();
        assertThat(files(comparison).get("methods.bib"))
                .isEqualTo(
                        """
                        % The papers of the methods of this comparison.

                        @inproceedings{burda2016,
                          title = {Importance Weighted Autoencoders}
                        }

                        @misc{burda2016-2, title = {Other}}

                        @misc{kingma2014, title = {AEVB}}
                        """);
        assertThat(files(comparison).get("setup.tex"))
                .contains("Model a follows \\cite{burda2016}.")
                .contains("Model b follows \\cite{burda2016-2}.");
    }

    @Test
    void theSetupSaysWhatIsKnown() {
        assertThat(files(two()).get("setup.tex"))
                .contains(
                        "The data set toy has 10 training and 10 test examples of shape"
                                + " 1$\\times$2$\\times$2.",
                        "We compare two models: beta\\_vae,beta=0.5 and b.",
                        "All models have the latent space $\\mathbf{R}^{2}$~\\cite{kingma2014}.",
                        "Model b has the IWAE objective~\\cite{burda2016}.",
                        "The models have between 1,234 and 2,000 trained parameters.",
                        "Each model is trained with two random seeds.")
                .doesNotContain("optimiser", "learning rate", "binarised", "null");
    }

    @Test
    void thePaperCitesOnlyWhatThereIs() {
        assertThat(files(two()).get("paper.tex"))
                .contains("\\input{tables/results}", "\\bibliography{methods}");
        Comparison without = new Records().runs("a", "elbo", 1, -1.0).comparison();
        assertThat(files(without).get("paper.tex")).doesNotContain("\\bibliography{methods}");
    }

    private static String paper(Section... sections) {
        Content content = new Content("a & b", "100 % of it.", List.of(sections));
        return PaperFiles.of(two(), content).get("paper.tex");
    }

    private static Section.Block figure(String id, double narrow, double wide) {
        Drawing drawing =
                width -> new Picture(width.points()).height(width == Width.COLUMN ? narrow : wide);
        DataFrame<String> rows = DataFrame.of(List.of("row"));
        return new Section.OfFigure(new Figure(id, "50 % of x_1.", "", rows, drawing));
    }

    @Test
    void aFigureThatIsTooHighForAColumnTakesThePage() {
        Section all =
                new Section(
                        "learning", "", List.of(figure("low", 400, 200), figure("high", 401, 999)));
        assertThat(paper(all))
                .contains("\\begin{figure}[tb]", "{figures/low}", "\\caption{50 \\% of x\\_1.}")
                .contains("\\begin{figure*}[tb]", "{figures/high-wide}")
                .contains("height=.75\\textheight,keepaspectratio]")
                .doesNotContain("viewport");
    }

    @Test
    void resultsStandBeforeTheSetupAndSettingsAfterIt() {
        Section.Block results = new Section.OfTable(MetricsTable.of(two()));
        Section.Block cost = new Section.OfTable(ModelTables.cost(two()));
        Section.Block said = new Section.Text("90 % are said.");
        assertThat(
                        paper(
                                new Section("cost", "", List.of(cost)),
                                new Section("results", "", List.of(said, results))))
                .containsSubsequence(
                        "100 \\% of it.",
                        "90 \\% are said.",
                        "\\input{tables/results}",
                        "\\appendix",
                        "\\input{setup}",
                        "\\input{tables/cost}",
                        "\\bibliography{methods}");
    }

    @Test
    void aReportOnOnePageHasItsOwnSetup() {
        Section.Block said = new Section.Text("training.steps 5.");
        assertThat(paper(new Section(Sections.SETUP, "Setup", List.of(said))))
                .contains("training.steps 5.", "\\section*{a \\& b}")
                .doesNotContain("\\input{setup}", "\\bibliography{methods}", "\\appendix");
    }
}
