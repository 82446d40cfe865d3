package {{package}};

import org.vaelab.testkit.contract.VariantContract;

/** What every variant promises: it trains, goes on to the same bytes, and is evaluated. */
final class {{Name}}VariantContractTest extends VariantContract {

    {{Name}}VariantContractTest() {
        super("{{name}}", "{latent: 2}");
    }
}
