package {{package}};

import org.vaelab.testkit.contract.PosteriorModelContract;

/** Trains the model, resumes it to the same bytes, and evaluates it. */
final class {{Name}}VariantContractTest extends PosteriorModelContract {

    {{Name}}VariantContractTest() {
        super("{{name}}", "{latent: 2}");
    }
}
