// Every call of the control API, by name. The server's routes, the console, orderdeckctl and the OpenAPI description
// are made from these.
#pragma once

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
    "health", "GET", "/healthz", "Whether the system is well; asks for no token"};

inline constexpr Call<SnapshotQuery, Nothing, Snapshot> kSnapshot{
    "snapshot", "GET", "/api/snapshot", "The whole system as it is now, or what changed of its sections"};
inline constexpr Call<SeriesQuery, Nothing, Series> kSeries{
    "series", "GET", "/api/series", "Histories of the last half hour, continued from a cursor"};
inline constexpr Call<LagQuery, Nothing, LagHistory> kLagHistory{
    "lagHistory", "GET", "/api/lag/history", "The lag of every group, a sample a second"};

inline constexpr Call<OrdersQuery, Nothing, std::vector<OrderView>> kListOrders{
    "listOrders", "GET", "/api/orders", "Orders of the ledger, newest first"};
inline constexpr Call<Nothing, NewOrder, OrderStatus> kPlaceOrder{
    "placeOrder", "POST", "/api/orders", "Places an order; the gateway's answer", 202};
inline constexpr Call<Nothing, Nothing, OrderDetail> kShowOrder{
    "showOrder", "GET", "/api/orders/{orderId}", "One order with every event; a young one as the gateway shows it"};
inline constexpr Call<Nothing, Nothing, OrderStatus> kCancelOrder{
    "cancelOrder", "POST", "/api/orders/{orderId}/cancel", "Cancels an order, or starts its refund; the gateway's answer"};
inline constexpr Call<Nothing, Restock, StockView> kRestock{
    "restock", "POST", "/api/inventory/{productId}/restock", "Adds stock; the gateway's answer"};
inline constexpr Call<MovementsQuery, Nothing, std::vector<StockMovementView>> kStockMovements{
    "stockMovements", "GET", "/api/inventory/{productId}/movements", "What happened to a product's stock, newest first"};

inline constexpr Call<Nothing, Nothing, Done> kControlNode{
    "controlNode", "POST", "/api/nodes/{node}/{action}", "Kills, pauses, resumes or restarts a process"};
inline constexpr Call<Nothing, ForceBreaker, Done> kForceBreaker{
    "forceBreaker", "POST", "/api/nodes/{node}/breakers/{dependency}", "Holds a circuit breaker open or closed, or lets it decide"};

inline constexpr Call<Nothing, LoadSpec, Started> kStartLoad{
    "startLoad", "POST", "/api/load", "Starts a load of orders"};
inline constexpr Call<Nothing, LoadRate, Done> kChangeLoadRate{
    "changeLoadRate", "PATCH", "/api/load", "Changes the rate of the load that runs"};
inline constexpr Call<Nothing, Nothing, Done> kStopLoad{
    "stopLoad", "DELETE", "/api/load", "Stops the load that runs"};

inline constexpr Call<RefusalsQuery, Nothing, Refusals> kLoadRefusals{
    "loadRefusals", "GET", "/api/load/refusals", "The orders of the last load's file that were not accepted"};

inline constexpr Call<Nothing, Nothing, std::vector<FaultView>> kListFaults{
    "listFaults", "GET", "/api/faults", "The faults that are armed"};
inline constexpr Call<Nothing, Nothing, std::vector<FaultKindView>> kFaultCatalogue{
    "faultCatalogue", "GET", "/api/faults/catalogue", "What can be armed"};
inline constexpr Call<Nothing, ArmFault, Started> kArmFault{
    "armFault", "POST", "/api/faults", "Arms a fault"};
inline constexpr Call<Nothing, Nothing, Done> kClearFault{
    "clearFault", "DELETE", "/api/faults/{faultId}", "Ends one fault"};
inline constexpr Call<Nothing, Nothing, FaultsCleared> kClearFaults{
    "clearFaults", "DELETE", "/api/faults", "Ends every fault and lets paused processes go on"};

inline constexpr Call<LettersQuery, Nothing, std::vector<DeadLetterView>> kListDeadLetters{
    "listDeadLetters", "GET", "/api/dead-letters", "Dead letters, newest first, without bodies"};
inline constexpr Call<Nothing, Nothing, DeadLetterDetail> kShowDeadLetter{
    "showDeadLetter", "GET", "/api/dead-letters/{letterId}", "One dead letter with the beginning of its content"};
inline constexpr Call<Nothing, RedriveCommand, RedriveAnswer> kRedrive{
    "redrive", "POST", "/api/dead-letters/redrive", "Puts waiting letters back onto their topics, or says what it would do"};
inline constexpr Call<Nothing, Nothing, RedriveView> kShowRedrive{
    "showRedrive", "GET", "/api/dead-letters/redrive", "The redrive that runs, or the last one"};
inline constexpr Call<Nothing, Nothing, Done> kCancelRedrive{
    "cancelRedrive", "DELETE", "/api/dead-letters/redrive", "Cancels the redrive that runs"};
inline constexpr Call<Nothing, LetterSelection, DiscardAnswer> kDiscard{
    "discard", "POST", "/api/dead-letters/discard", "Marks letters as not to be redriven"};

inline constexpr Call<Nothing, AuditCommand, AuditAnswer> kAudit{
    "audit", "POST", "/api/audit", "Checks every invariant from the raw stores", 200, true};
inline constexpr Call<Nothing, RebuildCommand, Started> kStartRebuild{
    "startRebuild", "POST", "/api/rebuild", "Rebuilds the hot store from the ledger"};
inline constexpr Call<Nothing, Nothing, RebuildAnswer> kShowRebuild{
    "showRebuild", "GET", "/api/rebuild", "The rebuild that runs, or the last one"};
inline constexpr Call<Nothing, Nothing, Done> kShutDown{
    "shutDown", "POST", "/api/shutdown", "Stops the system in order", 202};
// clang-format on

}  // namespace orderdeck::api::calls
