package org.wahook.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;
import org.wahook.platform.database.Database;
import org.wahook.platform.process.ServiceProcess;
import org.wahook.shared.account.Accounts;
import org.wahook.worker.consumer.EventProcessor;
import org.wahook.worker.consumer.ReplyProcessor;
import org.wahook.worker.reply.Replies;
import org.wahook.worker.reply.Transcript;
import org.wahook.worker.reply.TurnResolution;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.route.Router;

/** The house rules, as far as a compiler would not keep them. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.wahook.worker", "org.wahook.shared", "org.wahook.platform");

    /** Classes that run SQL. Beside them the wiring passes the pool on, and the consumers tell an outage from a bug. */
    private static final Set<String> KNOW_JDBI = Set.of(
            "org.wahook.shared.deadletter.DeadLetterIndex",
            "org.wahook.shared.deadletter.DeadLetterReconciliation",
            "org.wahook.shared.deadletter.DeadLetterRecorder",
            "org.wahook.shared.deadletter.LetterPageQuery",
            "org.wahook.shared.deadletter.LetterRound",
            "org.wahook.shared.deadletter.IndexedLetters",
            "org.wahook.worker.responder.AiHealth",
            Accounts.class.getName(),
            Database.class.getName(),
            Replies.class.getName(),
            TurnResolution.class.getName(),
            Transcript.class.getName(),
            Turns.class.getName(),
            Router.class.getName(),
            "org.wahook.shared.account.ReEncryption",
            "org.wahook.shared.account.AccountStops",
            "org.wahook.shared.analytics.ReplyCharges",
            "org.wahook.shared.analytics.UndeliveredReplies",
            "org.wahook.shared.account.ResponseApiDefaults",
            "org.wahook.shared.analytics.RollUp",
            "org.wahook.shared.analytics.MessageCountQueries",
            "org.wahook.shared.backlog.Backlog",
            "org.wahook.shared.contact.ContactRows",
            "org.wahook.shared.backlog.Unanswered",
            "org.wahook.platform.database.DatabaseConnections",
            "org.wahook.platform.database.PeriodicTask",
            "org.wahook.platform.database.PlanExpiringConnections",
            "org.wahook.worker.callback.CallbackStore",
            "org.wahook.worker.consumer.CallbackConsumer",
            "org.wahook.worker.reply.AwaitedAnswers",
            "org.wahook.worker.media.MediaStore",
            "org.wahook.worker.media.store.KeptFiles",
            "org.wahook.worker.reply.BotStates",
            "org.wahook.worker.reply.FollowUps",
            "org.wahook.worker.timer.DueTimers",
            "org.wahook.worker.reply.Fallbacks",
            "org.wahook.worker.reply.Fence",
            "org.wahook.worker.retention.Retention",
            "org.wahook.worker.sweeper.Sweeper",
            "org.wahook.worker.reply.TurnStatements",
            "org.wahook.worker.reply.ReplyStatements",
            "org.wahook.worker.route.Conversations",
            "org.wahook.worker.route.InboundStore",
            "org.wahook.worker.route.AccountNews",
            "org.wahook.worker.route.BusinessMessages",
            "org.wahook.worker.route.ContactNames",
            "org.wahook.worker.route.Corrections",
            "org.wahook.worker.route.Identities",
            "org.wahook.worker.route.InboundInsert",
            "org.wahook.worker.route.Interruptions",
            "org.wahook.worker.route.PersonPauses",
            "org.wahook.worker.route.ThreadOwners",
            "org.wahook.worker.route.RoutingWatermark",
            "org.wahook.worker.route.WebhookChanges",
            "org.wahook.worker.route.Statuses",
            "org.wahook.platform.database.SharedConnections",
            "org.wahook.worker.consumer.EventAttempts",
            "org.wahook.worker.consumer.EventRouting",
            EventProcessor.class.getName(),
            ReplyProcessor.class.getName(),
            WorkerApp.class.getName());

    @Test
    void only_the_rooms_that_call_out_know_the_http_client() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "..worker.responder..", "..worker.graph..", "..worker.http..", "..worker.media..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio.."));
    }

    @Test
    void only_the_brokers_rooms_know_the_brokers_client() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "..platform.broker..", "..shared.topology..", "..shared.deadletter..", "..worker.consumer..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.rabbitmq.."));
    }

    @Test
    void only_the_tracing_room_knows_opentelemetry() {
        check(noClasses()
                .that(not(resideInAPackage("..platform.tracing..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry.."));
    }

    @Test
    void only_the_media_store_knows_amazons_library() {
        check(noClasses()
                .that(not(resideInAnyPackage("..shared.media..", "..worker.media.store..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.."));
    }

    @Test
    void only_stores_know_jdbi() {
        check(noClasses()
                .that(not(new DescribedPredicate<JavaClass>("are stores") {
                    @Override
                    public boolean test(JavaClass type) {
                        return KNOW_JDBI.contains(type.getName().replaceAll("\\$.*", ""));
                    }
                }))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jdbi.."));
    }

    @Test
    void only_the_management_listener_knows_javalin() {
        check(noClasses()
                .that(not(resideInAPackage("..worker.management..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty.."));
    }

    @Test
    void only_the_configuration_reads_the_environment() {
        check(noClasses()
                .that(not(DescribedPredicate.describe(
                        "is the environment", (JavaClass type) -> type.isEquivalentTo(Environment.class))))
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class));
    }

    @Test
    void secrets_are_revealed_only_where_they_are_handed_to_the_peer_they_are_meant_for() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        "..platform.config..",
                        "..platform.database..",
                        "..shared.account..",
                        "..shared.bot..",
                        "..shared.media..",
                        "..platform.broker..",
                        "..platform.secrets..",
                        "..platform.telemetry..",
                        "..platform.tracing..",
                        "..worker.responder..",
                        "..worker.graph..",
                        "..worker.media..")))
                .should()
                .callMethod(Secret.class, "reveal"));
    }

    @Test
    void the_rooms_are_free_of_cycles() {
        check(slices().matching("org.wahook.worker.(*)..").should().beFreeOfCycles());
        check(slices().matching("org.wahook.shared.(*)..").should().beFreeOfCycles());
        check(slices().matching("org.wahook.platform.(*)..").should().beFreeOfCycles());
    }

    @Test
    void the_rooms_point_forward_along_the_datas_way() {
        check(noClasses()
                .that()
                .resideInAPackage("..worker.reply..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..worker.consumer..", "..worker.route.."));
        check(noClasses()
                .that()
                .resideInAPackage("..worker.route..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..worker.consumer..", "..worker.reply..", "..worker.responder..", "..worker.graph.."));
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "..worker.responder..", "..worker.graph..", "..worker.outcome..", "..worker.media..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..worker.consumer..", "..worker.route..", "..worker.reply.."));
    }

    @Test
    void the_platform_knows_neither_the_domain_nor_a_service() {
        check(noClasses()
                .that()
                .resideInAPackage("org.wahook.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.wahook.shared..",
                        "org.wahook.worker..",
                        "org.wahook.ingest..",
                        "org.wahook.admin..",
                        "org.wahook.testbed..",
                        "io.javalin.."));
    }

    @Test
    void what_is_shared_knows_no_service() {
        check(noClasses()
                .that()
                .resideInAPackage("org.wahook.shared..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.wahook.worker..",
                        "org.wahook.ingest..",
                        "org.wahook.admin..",
                        "org.wahook.testbed..",
                        "io.javalin.."));
    }

    @Test
    void nobody_prints_but_the_command_line() {
        check(noClasses()
                .that(not(DescribedPredicate.describe(
                        "is the process",
                        (JavaClass type) ->
                                type.isEquivalentTo(WorkerMain.class) || type.isEquivalentTo(ServiceProcess.class))))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void the_rules_above_see_the_classes() {
        check(classes()
                .that()
                .haveSimpleName("GraphApi")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("okhttp3.."));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
