// Every call of the control API, by name. The server's routes, the console, orderdeckctl and the OpenAPI description
// are made from these.
#pragma once

#include "api/acts.h"
#include "api/call.h"
#include "api/dead_letters.h"
#include "api/faults.h"
#include "api/load.h"
#include "api/operations.h"
#include "api/orders.h"
#include "api/snapshot.h"

namespace orderdeck::api::calls {

// clang-format off
inline constexpr Call<Nothing, Nothing, HealthAnswer> kHealth{
    "health", "GET", "/healthz", "Whether the system is well; asks for no token",
    kPublic};

inline constexpr Call<SnapshotQuery, Nothing, Snapshot> kSnapshot{
    "snapshot", "GET", "/api/snapshot", "The whole system as it is now, or what changed of its sections",
    kView};
inline constexpr Call<SeriesQuery, Nothing, Series> kSeries{
    "series", "GET", "/api/series", "Histories of the last half hour, continued from a cursor",
    kView};
inline constexpr Call<LagQuery, Nothing, LagHistory> kLagHistory{
    "lagHistory", "GET", "/api/lag/history", "The lag of every group, a sample a second",
    kView};

inline constexpr Call<OrdersQuery, Nothing, OrderPage> kListOrders{
    "listOrders", "GET", "/api/orders", "Orders of the ledger, newest first, in pages",
    kView};
inline constexpr Call<Nothing, NewOrder, OrderStatus> kPlaceOrder{
    "placeOrder", "POST", "/api/orders", "Places an order; the gateway's answer",
    operate(Act::PlaceOrder), 202};
inline constexpr Call<Nothing, Nothing, OrderDetail> kShowOrder{
    "showOrder", "GET", "/api/orders/{orderId}", "One order with every event; a young one as the gateway shows it",
    kView};
inline constexpr Call<Nothing, Nothing, OrderStatus> kCancelOrder{
    "cancelOrder", "POST", "/api/orders/{orderId}/cancel", "Cancels an order, or starts its refund; the gateway's answer",
    operate(Act::CancelOrder), 202};
inline constexpr Call<Nothing, Restock, StockView> kRestock{
    "restock", "POST", "/api/inventory/{productId}/restock", "Adds stock; the gateway's answer",
    operate(Act::Restock)};
inline constexpr Call<MovementsQuery, Nothing, std::vector<StockMovementView>> kStockMovements{
    "stockMovements", "GET", "/api/inventory/{productId}/movements", "What happened to a product's stock, newest first",
    kView};

inline constexpr Call<Nothing, Nothing, Done> kControlNode{
    "controlNode", "POST", "/api/nodes/{node}/{action}", "Kills, pauses, resumes or restarts a process",
    operate(Act::ControlNode)};
inline constexpr Call<Nothing, ForceBreaker, Done> kForceBreaker{
    "forceBreaker", "POST", "/api/nodes/{node}/breakers/{dependency}", "Holds a circuit breaker open or closed, or lets it decide",
    operate(Act::ForceBreaker)};

inline constexpr Call<Nothing, LoadSpec, Started> kStartLoad{
    "startLoad", "POST", "/api/load", "Starts a load of orders",
    operate(Act::StartLoad)};
inline constexpr Call<Nothing, LoadRate, Done> kChangeLoadRate{
    "changeLoadRate", "PATCH", "/api/load", "Changes the rate of the load that runs",
    operate(Act::ChangeLoadRate)};
inline constexpr Call<Nothing, Nothing, Done> kStopLoad{
    "stopLoad", "DELETE", "/api/load", "Stops the load that runs",
    operate(Act::StopLoad)};

inline constexpr Call<RefusalsQuery, Nothing, Refusals> kLoadRefusals{
    "loadRefusals", "GET", "/api/load/refusals", "The orders of the last load's file that were not accepted",
    kView};

inline constexpr Call<Nothing, Nothing, std::vector<FaultView>> kListFaults{
    "listFaults", "GET", "/api/faults", "The faults that are armed",
    kView};
inline constexpr Call<Nothing, Nothing, std::vector<FaultKindView>> kFaultCatalogue{
    "faultCatalogue", "GET", "/api/faults/catalogue", "What can be armed",
    kView};
inline constexpr Call<Nothing, ArmFault, Started> kArmFault{
    "armFault", "POST", "/api/faults", "Arms a fault",
    operate(Act::ArmFault)};
inline constexpr Call<Nothing, Nothing, Done> kClearFault{
    "clearFault", "DELETE", "/api/faults/{faultId}", "Ends one fault",
    evenUnlogged(operate(Act::ClearFault))};
inline constexpr Call<Nothing, Nothing, FaultsCleared> kClearFaults{
    "clearFaults", "DELETE", "/api/faults", "Ends every fault and lets paused processes go on",
    evenUnlogged(operate(Act::ClearFaults))};

inline constexpr Call<LettersQuery, Nothing, std::vector<DeadLetterView>> kListDeadLetters{
    "listDeadLetters", "GET", "/api/dead-letters", "Dead letters, newest first, without bodies",
    kView};
inline constexpr Call<Nothing, Nothing, DeadLetterDetail> kShowDeadLetter{
    "showDeadLetter", "GET", "/api/dead-letters/{letterId}", "One dead letter with the beginning of its content",
    kView};
inline constexpr Call<Nothing, RedriveCommand, RedriveAnswer> kRedrive{
    "redrive", "POST", "/api/dead-letters/redrive", "Puts waiting letters back onto their topics, or says what it would do",
    orDryRun(operate(Act::Redrive))};
inline constexpr Call<Nothing, Nothing, RedriveView> kShowRedrive{
    "showRedrive", "GET", "/api/dead-letters/redrive", "The redrive that runs, or the last one",
    kView};
inline constexpr Call<Nothing, Nothing, Done> kCancelRedrive{
    "cancelRedrive", "DELETE", "/api/dead-letters/redrive", "Cancels the redrive that runs",
    operate(Act::CancelRedrive)};
inline constexpr Call<Nothing, LetterSelection, DiscardAnswer> kDiscard{
    "discard", "POST", "/api/dead-letters/discard", "Marks letters as not to be redriven",
    admin(Act::Discard)};

inline constexpr Call<Nothing, AuditCommand, AuditAnswer> kAudit{
    "audit", "POST", "/api/audit", "Checks every invariant from the raw stores",
    kView};
inline constexpr Call<Nothing, RebuildCommand, Started> kStartRebuild{
    "startRebuild", "POST", "/api/rebuild", "Rebuilds the hot store from the ledger",
    orDryRun(admin(Act::Rebuild))};
inline constexpr Call<Nothing, Nothing, RebuildAnswer> kShowRebuild{
    "showRebuild", "GET", "/api/rebuild", "The rebuild that runs, or the last one",
    kView};
inline constexpr Call<Nothing, Nothing, Done> kShutDown{
    "shutDown", "POST", "/api/shutdown", "Stops the system in order",
    evenUnlogged(admin(Act::ShutDown)), 202};

inline constexpr Call<ActsQuery, Nothing, ActsAnswer> kListActs{
    "listActs", "GET", "/api/acts", "Who did what to the system, newest first",
    kView};
inline constexpr Call<Nothing, Nothing, TokenView> kShowToken{
    "showToken", "GET", "/api/token", "The name and the scope of the token that this call comes with",
    kView};
inline constexpr Call<Nothing, Nothing, std::vector<TokenView>> kListTokens{
    "listTokens", "GET", "/api/tokens", "The tokens that were made, by name",
    kView};
inline constexpr Call<Nothing, NewToken, MadeToken> kCreateToken{
    "createToken", "POST", "/api/tokens", "Makes a token; the answer tells it, this once",
    admin(Act::CreateToken)};
inline constexpr Call<Nothing, Nothing, Done> kRevokeToken{
    "revokeToken", "DELETE", "/api/tokens/{token}", "Ends a token that was made",
    admin(Act::RevokeToken)};
// clang-format on

}  // namespace orderdeck::api::calls
