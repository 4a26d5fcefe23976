package org.wahook.shared.bot;

/** The mapping for each contract. */
public final class Bots {

    private Bots() {}

    public static Bot of(BotAccess access) {
        return switch (access.settings().contract()) {
            case V1 -> new ContractV1(access);
            case V2 -> new ContractV2(access);
            case OPENAI_CHAT -> new OpenAiChat(access);
            case OPENAI_RESPONSES -> new OpenAiResponses(access);
            case N8N, WEBHOOK -> new JsonWebhook(access);
            case DIFY -> new Dify(access);
            case TYPEBOT -> new Typebot(access);
            case FLOWISE -> new Flowise(access);
            case ANTHROPIC -> new Anthropic(access);
            case RASA -> new Rasa(access);
            case DIALOGFLOW_CX -> new DialogflowCx(access);
        };
    }
}
